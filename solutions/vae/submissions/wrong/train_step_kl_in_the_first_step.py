"""The KL divergence enters the gradient of the first step only.

fails: test_every_step_is_like_the_first
"""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x)
        reconstruction = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
        objective = reconstruction + tf.where(self.optimizer.iterations < 1, 1.0, 0.0) * kl
    gradients = tape.gradient(objective, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {tracker.name: tracker.result() for tracker in self.metrics}
