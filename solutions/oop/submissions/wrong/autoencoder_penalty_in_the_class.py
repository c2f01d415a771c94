"""The penalty is kept in the class: the last one given counts for all.

fails: test_train_step_reports_its_losses, test_train_step_moves_the_encoder, test_train_step_moves_the_decoder, test_autoencoder_keeps_its_own_penalty
"""
# %% autoencoder
class Autoencoder(keras.Model):
    penalty = Penalty()

    def __init__(self, encoder, decoder, penalty=None, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        if penalty is not None:
            Autoencoder.penalty = penalty
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.penalty_tracker = keras.metrics.Mean(name="penalty")

    @property
    def metrics(self):
        return [self.loss_tracker, self.reconstruction_tracker, self.penalty_tracker]

    def call(self, x):
        return self.decoder(self.encoder(x))

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
        return {tracker.name: tracker.result() for tracker in self.metrics}
