"""The kernel size 5 is not divisible by the stride 2.

fails: test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Conv2D(16, 4, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(32, 5, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(1),
            ]
        )

    def call(self, images, training=None):
        return self.net(images, training=training)
