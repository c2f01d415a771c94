"""The logits are centred over the batch: they depend on the other images.

fails: test_discriminator_ends_in_logits
breaks: image-alone
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
                layers.Conv2D(32, 4, strides=2, padding='same'),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
                layers.Dense(1),
            ]
        )

    def call(self, images, training=None):
        h = self.net(images, training=training)
        return h - 0.5 * ops.mean(h)
