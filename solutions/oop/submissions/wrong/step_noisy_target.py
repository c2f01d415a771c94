"""The target is the corrupted image too.

fails: test_train_step_reports_its_losses, test_train_step_moves_the_encoder,
    test_train_step_moves_the_decoder
breaks: clean-target
"""
# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        seen = self.penalty.corrupt(x)
        h = self.encoder(seen, training=True)
        errors = ops.square(seen - self.decoder(h, training=True))
        reconstruction = ops.mean(ops.sum(errors, axis=(1, 2, 3)))
        cost = self.penalty.cost(self.encoder, seen, h)
        loss = reconstruction + cost
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
