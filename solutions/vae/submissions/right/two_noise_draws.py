"""The losses come from self(x) and from a second pass through the encoder: two draws of noise in a step."""
# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, _ = self.encoder(x, training=True)
        reconstruction = reconstruction_loss(x, self(x, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {metric.name: metric.result() for metric in self.metrics}


# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    reconstruction = reconstruction_loss(x, self(x))
    kl = kl_divergence(*self.encoder(x)[:2])
    self.loss_tracker.update_state(reconstruction + kl)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {metric.name: metric.result() for metric in self.metrics}
