"""The property metrics is left out: Keras finds the trackers by itself. Losses by a private method; three encodings."""
# %% vae_model
class VAE(keras.Model):
    def __init__(self, encoder, decoder, name="my_vae", **kwargs):
        super().__init__(name=name, **kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    def call(self, x, training=False):
        return self.decoder(self.encoder(x, training=training)[2], training=training)

    def _terms(self, x, training):
        mean = self.encoder(x, training=training)[0]
        log_var = self.encoder(x, training=training)[1]
        z = self.encoder(x, training=training)[-1]
        return reconstruction_loss(x, self.decoder(z, training=training)), kl_divergence(mean, log_var)

    def _log(self, r, k):
        self.loss_tracker.update_state(r + k)
        self.reconstruction_loss_tracker.update_state(r)
        self.kl_loss_tracker.update_state(k)
        return dict(
            loss=self.loss_tracker.result(),
            reconstruction_loss=self.reconstruction_loss_tracker.result(),
            kl_loss=self.kl_loss_tracker.result(),
        )

    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        with tf.GradientTape(persistent=True) as tape:
            r, k = self._terms(x, True)
            total = tf.add_n([r, k])
        for network in (self.encoder, self.decoder):
            tape.gradient(total, network.trainable_variables)
        variables = [*self.encoder.trainable_variables, *self.decoder.trainable_variables]
        self.optimizer.apply(tape.gradient(total, variables), variables)
        return self._log(r, k)

    def test_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        return self._log(*self._terms(x, False))

    def generate(self, n):
        return self.decoder.predict(np.random.randn(n, self.decoder.input_shape[1]), verbose=0)

    def reconstruct(self, x):
        return self.decoder.predict(self.encoder.predict(np.asarray(x), verbose=0)[0], verbose=0)
