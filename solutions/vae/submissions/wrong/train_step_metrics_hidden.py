"""Keras is not told of the trackers, so that they are never reset.

fails: test_reports_are_means_over_the_epoch
"""
# %% vae_model.metrics
@property
def metrics(self):
    return []
# %% vae_model.train_step
def train_step(self, data):
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
    trackers = self.loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker
    return {tracker.name: tracker.result() for tracker in trackers}


# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    z_mean, z_log_var, z = self.encoder(x)
    reconstruction = reconstruction_loss(x, self.decoder(z))
    kl = kl_divergence(z_mean, z_log_var)
    self.loss_tracker.update_state(reconstruction + kl)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    trackers = self.loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker
    return {tracker.name: tracker.result() for tracker in trackers}
