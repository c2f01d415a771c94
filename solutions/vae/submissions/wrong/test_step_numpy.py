"""test_step turns its losses into Python numbers, which works step by step but not in evaluate.

fails: test_evaluate_works
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x, training=False)
    reconstruction = float(reconstruction_loss(x, self.decoder(z, training=False)))
    kl = float(kl_divergence(z_mean, z_log_var))
    self.loss_tracker.update_state(reconstruction + kl)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {metric.name: metric.result() for metric in self.metrics}
