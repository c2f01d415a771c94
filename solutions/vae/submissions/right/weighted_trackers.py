"""Trackers weigh each batch by its number of images; the step is a tf.function."""
# %% vae_model.train_step
@tf.function
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    n = tf.cast(tf.shape(x)[0], tf.float32)
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x, training=True)
        reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    for tracker, value in zip(self.metrics, (loss, reconstruction, kl)):
        tracker.update_state(value, sample_weight=n)
    return {tracker.name: tracker.result() for tracker in self.metrics}
