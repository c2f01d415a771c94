"""It looks at 4 by 4 pixels in the middle alone.

fails: test_discriminator_sees_the_image
breaks: sees-the-image
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential([
            keras.Input((4, 4, 1)),
            layers.Conv2D(8, 2, strides=2), layers.LeakyReLU(0.2), layers.Dropout(0.3),
            layers.Conv2D(8, 2, strides=2), layers.LeakyReLU(0.2), layers.Flatten(),
        ])
        self.validity, self.classify = layers.Dense(1), layers.Dense(classes)

    def call(self, images, training=None):
        h = self.body(images[:, 12:16, 12:16], training=training)
        return self.validity(h), self.classify(h)
