"""The terms are written out in train_step and test_step, in float64, not called as functions."""
# %% vae_model
class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker]

    def call(self, x):
        z_mean, z_log_var, z = self.encoder(x)
        return self.decoder(z)

    def train_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        with tf.GradientTape() as tape:
            z_mean, z_log_var, z = self.encoder(x)
            x_hat = tf.clip_by_value(tf.cast(self.decoder(z), tf.float64), 1e-7, 1 - 1e-7)
            x64 = tf.cast(x, tf.float64)
            bce = -(x64 * tf.math.log(x_hat) + (1 - x64) * tf.math.log(1 - x_hat))
            bce = tf.reduce_mean(tf.reduce_sum(bce, axis=[1, 2, 3]))
            m, lv = tf.cast(z_mean, tf.float64), tf.cast(z_log_var, tf.float64)
            kl = -0.5 * tf.reduce_mean(tf.reduce_sum(1 + lv - m**2 - tf.exp(lv), axis=1))
            loss = bce + kl
        variables = self.encoder.trainable_variables + self.decoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return self._report(loss, bce, kl)

    def test_step(self, data):
        x = data[0] if isinstance(data, (tuple, list)) else data
        z_mean, z_log_var, z = self.encoder(x)
        x_hat = keras.ops.clip(self.decoder(z), 1e-7, 1 - 1e-7)
        bce = -(x * keras.ops.log(x_hat) + (1 - x) * keras.ops.log(1 - x_hat))
        bce = keras.ops.mean(keras.ops.sum(bce, axis=(1, 2, 3)))
        kl = keras.ops.mean(keras.ops.sum(z_mean**2 + keras.ops.exp(z_log_var) - z_log_var - 1, axis=1)) / 2
        return self._report(bce + kl, bce, kl)

    def _report(self, loss, reconstruction, kl):
        self.loss_tracker.update_state(loss)
        self.reconstruction_loss_tracker.update_state(reconstruction)
        self.kl_loss_tracker.update_state(kl)
        return {m.name: m.result() for m in self.metrics}

    def generate(self, n):
        return self.decoder(keras.random.normal((n, self.decoder.input_shape[-1])))

    def reconstruct(self, x):
        z_mean, _, _ = self.encoder(x)
        return self.decoder(z_mean)
