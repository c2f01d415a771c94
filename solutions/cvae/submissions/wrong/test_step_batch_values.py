"""test_step returns the batch's own losses, past the trackers.

fails: test_reports_are_means_over_the_epoch
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=False)
    reconstruction = reconstruction_loss(images, self.decoder(self.make_conditional_latent(z, labels), training=False))
    kl = kl_divergence(z_mean, z_log_var)
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
