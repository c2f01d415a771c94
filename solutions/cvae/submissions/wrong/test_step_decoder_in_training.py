"""test_step calls the decoder in training mode.

fails: test_test_step_only_looks
breaks: test-step-outside-of-training
says: The decoder is called with training=True.
"""
# %% conditional_vae.test_step
def test_step(self, data):
    images, labels = data
    z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=False)
    decoded = self.decoder(self.make_conditional_latent(z, labels), training=True)
    return self.report(reconstruction_loss(images, decoded), kl_divergence(z_mean, z_log_var))
