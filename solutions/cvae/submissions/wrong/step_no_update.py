"""The optimiser is never applied.

fails: test_train_step_moves_the_encoder, test_train_step_moves_the_decoder, test_fit_trains
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=True)
        x_hat = self.decoder(self.make_conditional_latent(z, labels), training=True)
        reconstruction = reconstruction_loss(images, x_hat)
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    weights = self.trainable_weights
    return self.report(reconstruction, kl)
