"""test_step returns the losses of the batch, and leaves the trackers alone.

fails: test_reports_are_means_over_the_epoch
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x)
    reconstruction = reconstruction_loss(x, self.decoder(z))
    kl = kl_divergence(z_mean, z_log_var)
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
