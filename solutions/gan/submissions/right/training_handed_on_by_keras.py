"""Neither network hands training on: Keras does so where nothing is said. There is no batch normalisation, and no bias at the end."""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(7 * 7 * 16, activation="leaky_relu")
        self.grow = [layers.Conv2DTranspose(channels, 4, 2, "same") for channels in (12, 1)]
        self.between = layers.LayerNormalization()

    def call(self, z, training=None):
        small, large = self.grow
        h = ops.reshape(self.first(z), (-1, 7, 7, 16))
        h = ops.leaky_relu(self.between(small(h)))
        return ops.tanh(large(h))
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.look = [layers.Conv2D(16, 6, 2, "same"), layers.Conv2D(24, 2, 2)]
        self.forget = layers.Dropout(0.4)
        self.judge = layers.Dense(1, use_bias=False)

    def call(self, images, training=None):
        h = images
        for layer in self.look:
            h = self.forget(ops.leaky_relu(layer(h), 0.1))
        return self.judge(ops.reshape(h, (-1, 7 * 7 * 24)))
