"""test_step calls the networks in training mode, so that statistics of a normalisation move.

fails: test_test_step_only_looks
breaks: test-step-outside-of-training
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x, training=True)
    reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
    kl = kl_divergence(z_mean, z_log_var)
    for tracker, value in zip(self.metrics, (reconstruction + kl, reconstruction, kl)):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
