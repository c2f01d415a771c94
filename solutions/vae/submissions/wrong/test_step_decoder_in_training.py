"""test_step calls the decoder in training mode.

fails: test_test_step_only_looks
breaks: test-step-outside-of-training
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x)
    reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
    kl = kl_divergence(z_mean, z_log_var)
    self.loss_tracker.update_state(reconstruction + kl)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {metric.name: metric.result() for metric in self.metrics}
