"""test_step gives label 0 to the decoder.

fails: test_test_step_only_looks
breaks: test-step-losses
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels))
    x_hat = self.decoder(self.make_conditional_latent(z, 0 * labels))
    return self.report(reconstruction_loss(images, x_hat), kl_divergence(z_mean, z_log_var))
