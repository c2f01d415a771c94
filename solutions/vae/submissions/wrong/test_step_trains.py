"""test_step is a copy of train_step, optimiser and all: it trains on the test images.

fails: test_test_step_only_looks
breaks: test-step-only-looks
"""
# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x)
        reconstruction = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {
        "loss": self.loss_tracker.result(),
        "reconstruction_loss": self.reconstruction_loss_tracker.result(),
        "kl_loss": self.kl_loss_tracker.result(),
    }
