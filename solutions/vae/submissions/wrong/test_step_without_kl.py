"""test_step reports the reconstruction loss as the whole loss.

fails: test_test_step_only_looks
breaks: test-step-losses
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x)
    reconstruction = reconstruction_loss(x, self.decoder(z))
    kl = kl_divergence(z_mean, z_log_var)
    loss = reconstruction + kl
    self.loss_tracker.update_state(reconstruction)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {
        "loss": self.loss_tracker.result(),
        "reconstruction_loss": self.reconstruction_loss_tracker.result(),
        "kl_loss": self.kl_loss_tracker.result(),
    }
