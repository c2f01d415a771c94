"""It shrinks by strides of 4 and 7, not of 2.

fails: test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Conv2D(24, 4, strides=4),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 7, strides=7),
                layers.LeakyReLU(0.2),
                layers.Flatten(),
                layers.Dense(1),
            ]
        )

    def call(self, images, training=None):
        return self.net(images, training=training)
