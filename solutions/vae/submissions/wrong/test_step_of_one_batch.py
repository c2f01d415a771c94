"""The losses of test_step are those of the first batch: it is called once, its answer kept.

fails: test_reports_are_means_over_the_epoch
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    if not hasattr(self, "_tested"):
        z_mean, z_log_var, z = self.encoder(x)
        reconstruction = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        self._tested = (reconstruction + kl, reconstruction, kl)
    for tracker, value in zip(self.metrics, self._tested):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
