"""The class has its losses as static methods, that call the notebook's functions; the step is split into small ones."""
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

    reconstruction_loss = staticmethod(lambda x, x_hat: reconstruction_loss(x, x_hat))
    kl_divergence = staticmethod(lambda mean, log_var: kl_divergence(mean, log_var))

    def call(self, x):
        return self.decode(self.encode(x)["z"])

    def encode(self, x, **kwargs):
        return dict(zip(("mean", "log_var", "z"), self.encoder(x, **kwargs)))

    def decode(self, z, **kwargs):
        return self.decoder(z, **kwargs)

    def losses_of(self, data, training):
        x = data
        while isinstance(x, (tuple, list)):
            x = x[0]
        code = self.encode(x, training=training)
        losses = {
            "reconstruction_loss": self.reconstruction_loss(x, self.decode(code["z"], training=training)),
            "kl_loss": self.kl_divergence(code["mean"], code["log_var"]),
        }
        return {"loss": sum(losses.values())} | losses

    def track(self, losses):
        for tracker in self.metrics:
            tracker.update_state(losses[tracker.name])
        return {tracker.name: tracker.result() for tracker in self.metrics}

    def train_step(self, data):
        with tf.GradientTape() as tape:
            losses = self.losses_of(data, True)
        w = self.trainable_variables
        self.optimizer.apply_gradients((g, v) for g, v in zip(tape.gradient(losses["loss"], w), w))
        return self.track(losses)

    def test_step(self, data):
        return self.track(self.losses_of(data, False))

    def generate(self, n):
        (latent_dim,) = self.decoder.input_shape[1:]
        z = np.random.normal(size=(n, latent_dim)).astype("float32")
        return self.decode(z)

    def reconstruct(self, x):
        return self.decode(self.encode(x)["mean"])
