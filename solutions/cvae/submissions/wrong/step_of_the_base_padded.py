"""VAE.train_step is used, with images that carry label 0 and a decoder that does so too.

fails: test_train_step_reports_the_losses, test_train_step_moves_the_encoder, test_train_step_moves_the_decoder
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    encoder, decoder = self.encoder, self.decoder
    zeros = ops.zeros_like(labels)
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = encoder(self.make_conditional_input(images, zeros), training=True)
        reconstruction = reconstruction_loss(images, decoder(self.make_conditional_latent(z, zeros), training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    weights = self.trainable_weights
    self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return self.report(reconstruction, kl)
