"""Encoder and decoder are subclassed models, not built before their first call."""
# %% sampling
class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.noise = keras.random.SeedGenerator()

    def call(self, inputs, training=None):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean), dtype=z_mean.dtype, seed=self.noise)
        return z_mean + ops.exp(z_log_var / 2) * epsilon


# %% build_encoder
class Encoder(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")
        self.conv2 = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")
        self.flatten = layers.Flatten()
        self.to_mean = layers.Dense(latent_dim)
        self.to_log_var = layers.Dense(latent_dim)
        self.sample = Sampling()

    def call(self, x):
        h = self.flatten(self.conv2(self.conv1(x)))
        z_mean, z_log_var = self.to_mean(h), self.to_log_var(h)
        return z_mean, z_log_var, self.sample((z_mean, z_log_var))


def build_encoder(latent_dim):
    return Encoder(latent_dim, name="encoder")


# %% build_decoder
class Decoder(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.latent_dim = latent_dim
        self.dense = layers.Dense(7 * 7 * 32, activation="relu")
        self.ups = [
            layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu"),
        ]
        self.last = layers.Conv2D(1, 3, padding="same")

    def call(self, z):
        h = ops.reshape(self.dense(z), (-1, 7, 7, 32))
        for up in self.ups:
            h = up(h)
        return ops.sigmoid(self.last(h))


def build_decoder(latent_dim):
    return Decoder(latent_dim)
