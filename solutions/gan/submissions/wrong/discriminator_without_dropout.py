"""There is no dropout.

fails: test_dropout_acts_in_training
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Conv2D(16, 4, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Identity(),
                layers.Conv2D(32, 4, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Identity(),
                layers.Flatten(),
                layers.Dense(1),
            ]
        )

    def call(self, images, training=None):
        return self.net(images, training=training)
