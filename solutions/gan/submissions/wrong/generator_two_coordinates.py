"""It looks at two coordinates of z only.

fails: test_generator_uses_every_coordinate
breaks: generator-uses-z
"""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Dense(7 * 7 * 32),
                layers.BatchNormalization(),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 32)),
                layers.Conv2DTranspose(16, 4, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(1, 4, strides=2, padding='same', activation='tanh'),
            ]
        )

    def call(self, z, training=None):
        return self.net(z[:, :2], training=training)
