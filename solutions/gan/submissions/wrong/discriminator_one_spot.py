"""The discriminator looks at 4 by 4 pixels in the middle alone.

fails: test_discriminator_sees_the_image
breaks: sees-the-image
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            keras.Input((4, 4, 1)),
            layers.Conv2D(8, 2, strides=2), layers.LeakyReLU(0.2), layers.Dropout(0.3),
            layers.Conv2D(8, 2, strides=2), layers.LeakyReLU(0.2),
            layers.Flatten(), layers.Dense(1),
        ])

    def call(self, images, training=None):
        return self.net(images[:, 12:16, 12:16], training=training)
