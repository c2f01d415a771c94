"""Its networks are kept under other names.

fails: test_cost_is_given_the_encoder
"""
# %% autoencoder
class Autoencoder(keras.Model):
    def __init__(self, encoder, decoder, penalty=None, **kwargs):
        super().__init__(**kwargs)
        self.f, self.g = encoder, decoder
        self.penalty = Penalty() if penalty is None else penalty
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.penalty_tracker = keras.metrics.Mean(name="penalty")

    @property
    def metrics(self):
        return [self.loss_tracker, self.reconstruction_tracker, self.penalty_tracker]

    def call(self, x):
        return self.g(self.f(x))

    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        with tf.GradientTape() as tape:
            seen = self.penalty.corrupt(x)
            h = self.f(seen, training=True)
            reconstruction = ops.mean(ops.sum(ops.square(x - self.g(h, training=True)), axis=(1, 2, 3)))
            cost = self.penalty.cost(self.f, seen, h)
            loss = reconstruction + cost
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        for tracker, value in zip(self.metrics, (loss, reconstruction, cost)):
            tracker.update_state(value)
        return {tracker.name: tracker.result() for tracker in self.metrics}
