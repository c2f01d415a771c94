"""Both networks are subclassed models, not built before their first call."""
# %% conditional_encoder
class Encoder(keras.Model):
    def __init__(self, latent_dim):
        super().__init__()
        self.body = [
            layers.Conv2D(16, 3, strides=2, padding="same"), layers.LeakyReLU(),
            layers.Conv2D(32, 3, strides=2, padding="same"), layers.LeakyReLU(), layers.Flatten(),
        ]
        self.to_mean, self.to_log_var = layers.Dense(latent_dim), layers.Dense(latent_dim)

    def call(self, x):
        for layer in self.body:
            x = layer(x)
        z_mean, z_log_var = self.to_mean(x), self.to_log_var(x)
        return z_mean, z_log_var, Sampling()((z_mean, z_log_var))


def build_conditional_encoder(image_shape, latent_dim, num_classes):
    return Encoder(latent_dim)


# %% conditional_decoder
class Decoder(keras.Model):
    def __init__(self, image_shape, latent_dim):
        super().__init__()
        height, width, channels = image_shape
        self.grid, self.latent_dim = (height // 4, width // 4, 8), latent_dim
        self.from_z, self.from_label = (layers.Dense(int(np.prod(self.grid)), activation="elu") for _ in range(2))
        self.up = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="elu")
        self.grow = layers.UpSampling2D(interpolation="nearest")
        self.last = layers.Conv2D(channels, 3, padding="same")

    def call(self, inputs):
        h = self.from_z(inputs[:, : self.latent_dim]) + self.from_label(inputs[:, self.latent_dim :])
        return ops.sigmoid(self.last(self.grow(self.up(ops.reshape(h, (-1, *self.grid))))))


def build_conditional_decoder(image_shape, latent_dim, num_classes):
    return Decoder(image_shape, latent_dim)
