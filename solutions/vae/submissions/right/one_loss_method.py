"""One method computes the losses for both steps, in compute_loss style; optimizer.apply, and more metrics than asked."""
# %% vae_model
class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")
        self.mse_tracker = keras.metrics.MeanSquaredError(name="mse")

    @property
    def metrics(self):
        return [self.mse_tracker, self.loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker]

    def call(self, x, training=False):
        return self.decoder(self.encoder(x, training=training)[2], training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        z_mean, z_log_var, z = self.encoder(x, training=training)
        x_hat = self.decoder(z, training=training)
        rec, kl = reconstruction_loss(x, x_hat), kl_divergence(z_mean, z_log_var)
        loss = keras.ops.add(rec, kl)
        self.loss_tracker.update_state(loss)
        self.reconstruction_loss_tracker.update_state(rec)
        self.kl_loss_tracker.update_state(kl)
        self.mse_tracker.update_state(x, x_hat)
        return loss

    def train_step(self, data):
        x, *_ = data if isinstance(data, (tuple, list)) else (data,)
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x)
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return self.get_metrics_result() | {"steps": self.optimizer.iterations}

    def test_step(self, data):
        x, *_ = data if isinstance(data, (tuple, list)) else (data,)
        self.compute_loss(x, training=False)
        return self.get_metrics_result()

    def generate(self, n):
        return self.decoder(keras.random.normal((n, *self.decoder.input_shape[1:])), training=False)

    def reconstruct(self, x):
        return self.decoder(self.encoder(x, training=False)[0], training=False)
