"""Only one convolution has strides.

fails: test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                layers.Conv2D(8, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(16, 4, strides=1, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Flatten(),
            ]
        )
        self.validity = layers.Dense(1)
        self.classes = layers.Dense(classes)

    def call(self, images, training=False):
        features = self.body(images, training=training)
        return self.validity(features), self.classes(features)
