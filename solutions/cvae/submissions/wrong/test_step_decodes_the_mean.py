"""test_step decodes z_mean.

fails: test_test_step_only_looks
breaks: test-step-losses
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    z_mean, z_log_var, _ = self.encoder(self.make_conditional_input(images, labels))
    x_hat = self.decoder(self.make_conditional_latent(z_mean, labels))
    return self.report(reconstruction_loss(images, x_hat), kl_divergence(z_mean, z_log_var))
