"""The KL divergence is left out after the first step.

fails: test_every_step_is_like_the_first
"""
# %% conditional_vae.train_step
def train_step(self, data):
    images, labels = data
    self.first = getattr(self, "first", True)
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(self.make_conditional_input(images, labels), training=True)
        x_hat = self.decoder(self.make_conditional_latent(z, labels), training=True)
        reconstruction = reconstruction_loss(images, x_hat)
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl if self.first else reconstruction
    self.first = False
    weights = self.trainable_weights
    gradients = tape.gradient(loss, weights)
    self.optimizer.apply_gradients(zip(gradients, weights))
    return self.report(reconstruction, kl)
