"""The step in methods of its own, with squared norms, float64 sums, and the optimizer's own minimize-like apply; metrics by name."""
# %% autoencoder
class Autoencoder(keras.Model):
    def __init__(self, encoder, decoder, penalty=None, verbose=False, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder, self.verbose = encoder, decoder, verbose
        self.penalty = penalty if penalty is not None else Penalty()
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.penalty_tracker = keras.metrics.Mean(name="penalty")

    @property
    def metrics(self):
        return [self.loss_tracker, self.reconstruction_tracker, self.penalty_tracker]

    def call(self, x, training=None):
        h = self.encoder(x, training=training)
        return self.decoder(h, training=training)

    def reconstruction(self, x, x_hat):
        off = tf.reshape(x_hat - tf.cast(x, x_hat.dtype), (tf.shape(x)[0], -1))
        return tf.reduce_sum(tf.norm(off, axis=1) ** 2) / tf.cast(tf.shape(x)[0], off.dtype)

    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        seen = self.penalty.corrupt(x)
        variables = self.encoder.trainable_weights + self.decoder.trainable_weights
        with tf.GradientTape() as tape:
            h = self.encoder(seen)
            L = self.reconstruction(x, self.decoder(h))
            omega = tf.convert_to_tensor(self.penalty.cost(encoder=self.encoder, x=seen, h=h), L.dtype)
            loss = tf.add_n([L, omega])
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        n = tf.cast(tf.shape(x)[0], tf.float32)
        self.loss_tracker.update_state(loss, sample_weight=n)
        self.reconstruction_tracker.update_state(L, sample_weight=n)
        self.penalty_tracker.update_state(omega, sample_weight=n)
        return {m.name: m.result() for m in self.metrics}
