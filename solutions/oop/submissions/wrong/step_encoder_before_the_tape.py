"""The encoder runs before the tape begins: nothing reaches it but the penalty.

fails: test_train_step_moves_the_encoder
"""
# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    seen = self.penalty.corrupt(x)
    code = self.encoder(seen, training=True)
    with tf.GradientTape() as tape:
        errors = ops.square(x - self.decoder(code, training=True))
        reconstruction = ops.mean(ops.sum(errors, axis=(1, 2, 3)))
        cost = self.penalty.cost(self.encoder, seen, self.encoder(seen, training=True))
        loss = reconstruction + cost
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
