"""No activation at all.

fails: test_discriminator_bends
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential([
            keras.Input((28, 28, 1)),
            layers.Conv2D(24, 4, strides=2, padding="same"), layers.Dropout(0.3),
            layers.Conv2D(48, 4, strides=2, padding="same"), layers.Dropout(0.3),
            layers.Flatten(), layers.Dense(64),
        ])
        self.validity, self.classify = layers.Dense(1), layers.Dense(classes)

    def call(self, images, training=None):
        h = self.body(images, training=training)
        return self.validity(h), self.classify(h)
