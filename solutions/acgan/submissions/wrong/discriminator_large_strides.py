"""It shrinks by strides of 4 and 7, not of 2.

fails: test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                layers.Conv2D(24, 4, strides=4),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Conv2D(48, 7, strides=7),
                layers.LeakyReLU(0.2),
                layers.Flatten(),
            ]
        )
        self.heads = [layers.Dense(1), layers.Dense(classes)]

    def call(self, images, training=False):
        features = self.body(images, training=training)
        return tuple(head(features) for head in self.heads)
