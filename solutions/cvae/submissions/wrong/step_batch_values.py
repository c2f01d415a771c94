"""The batch's own losses are returned, past the trackers.

fails: test_reports_are_means_over_the_epoch
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
    gradients = tape.gradient(loss, weights)
    self.optimizer.apply_gradients(zip(gradients, weights))
    self.report(reconstruction, kl)
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
