"""No layer of the discriminator has a bias, its last neither."""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Conv2D(16, 4, strides=2, padding="same", use_bias=False),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(32, 4, strides=2, padding="same", use_bias=False),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(1, use_bias=False),
            ]
        )

    def call(self, x, training=None):
        return self.net(x, training=training)
