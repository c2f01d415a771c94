"""The penalty's cost is asked for the clean images, not for what the encoder has seen.

fails: test_train_step_reports_its_losses
"""


# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        h = self.encoder(self.penalty.corrupt(x), training=True)
        reconstruction = ops.mean(ops.sum((x - self.decoder(h, training=True)) ** 2, axis=(1, 2, 3)))
        cost = self.penalty.cost(self.encoder, x, h)
        loss = reconstruction + cost
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
