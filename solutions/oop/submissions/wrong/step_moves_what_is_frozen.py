"""The gradient is taken with respect to all weights, those that are frozen too.

fails: test_train_step_leaves_frozen_weights
"""
# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        seen = self.penalty.corrupt(x)
        h = self.encoder(seen, training=True)
        errors = ops.square(x - self.decoder(h, training=True))
        reconstruction = ops.mean(ops.sum(errors, axis=(1, 2, 3)))
        cost = self.penalty.cost(self.encoder, seen, h)
        loss = reconstruction + cost
    gradients = tape.gradient(loss, self.weights)
    for weight, gradient in zip(self.weights, gradients):
        if gradient is not None:
            weight.assign_sub(self.optimizer.learning_rate * gradient)

    for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
        tracker.update_state(value)
    return {tracker.name: tracker.result() for tracker in self.metrics}
