"""Its first convolution gets no gradient.

fails: test_discriminator_sees_the_image
breaks: discriminator-learns
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
        h = ops.stop_gradient(self.net.layers[0](images))
        for layer in self.net.layers[1:]:
            h = layer(h, training=training) if isinstance(layer, layers.Dropout) else layer(h)
        return h
