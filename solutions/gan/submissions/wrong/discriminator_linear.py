"""No activation at all: the discriminator is linear.

fails: test_discriminator_bends
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            keras.Input((28, 28, 1)),
            layers.Conv2D(24, 4, strides=2, padding="same"),
            layers.Dropout(0.3),
            layers.Conv2D(48, 4, strides=2, padding="same"),
            layers.Dropout(0.3),
            layers.Flatten(),
            layers.Dense(1),
        ])

    def call(self, images, training=None):
        return self.net(images, training=training)
