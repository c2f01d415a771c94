"""test_step resets the trackers.

fails: test_reports_are_means_over_the_epoch
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    self.reset_metrics()
    z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=False)
    reconstruction = reconstruction_loss(images, self.decoder(self.make_conditional_latent(z, labels), training=False))
    return self.report(reconstruction, kl_divergence(z_mean, z_log_var))
