"""The fault is mended where it shows: an empty chunk is not absorbed."""
# %% mended
class MendedGaussian(RunningGaussian):
    def absorb(self, chunk):
        if len(chunk) > 0:
            super().absorb(chunk)


# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        seen = self.penalty.corrupt(x)
        h = self.encoder(seen)
        rec = tf.reduce_sum((x - self.decoder(h)) ** 2) / tf.cast(tf.shape(x)[0], tf.float32)
        omega = self.penalty.cost(self.encoder, seen, h)
        loss = rec + omega
    grads = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
    for tracker, value in zip(self.metrics, [loss, rec, omega]):
        tracker.update_state(value)
    return dict(zip(("loss", "reconstruction_loss", "penalty"), (tracker.result() for tracker in self.metrics)))
