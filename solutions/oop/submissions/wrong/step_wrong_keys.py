"""The keys of the dictionary are others.

fails: test_train_step_reports_its_losses, test_autoencoder_without_penalty
breaks: step-reports
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
    gradients = tape.gradient(loss, self.trainable_weights)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
    for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
        tracker.update_state(value)
    return {"total": self.loss_tracker.result(), "mse": self.reconstruction_tracker.result(), "omega": self.penalty_tracker.result()}
