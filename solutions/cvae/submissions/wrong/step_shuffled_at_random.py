"""The labels are shuffled at random against the images.

fails: test_train_step_reports_the_losses, test_train_step_moves_the_encoder, test_train_step_moves_the_decoder
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, tf.random.shuffle(labels)), training=True)
        x_hat = self.decoder(self.make_conditional_latent(z, labels), training=True)
        reconstruction = reconstruction_loss(images, x_hat)
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    weights = self.trainable_weights
    self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return self.report(reconstruction, kl)
