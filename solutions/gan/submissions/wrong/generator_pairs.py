"""Numbers of z enter in pairs, as their sums.

fails: test_generator_uses_every_coordinate
breaks: generator-uses-z
says: Two numbers of z change the image in one and the same way.
"""
# %% generator.call
    def call(self, z, training=None):
        return self.net(z + ops.flip(z, axis=1), training=training)
# %% generator.__init__
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            layers.Dense(7 * 7 * 16), layers.LeakyReLU(0.2), layers.Reshape((7, 7, 16)),
            layers.Conv2DTranspose(16, 4, strides=2, padding="same"), layers.LeakyReLU(0.2),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")])
