"""There is dropout for the validity only.

fails: test_dropout_acts_in_training
"""
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                layers.Conv2D(8, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Conv2D(16, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Flatten(),
            ]
        )
        self.dropout = layers.Dropout(0.3)
        self.validity = layers.Dense(1)
        self.classes = layers.Dense(classes)

    def call(self, images, training=False):
        features = self.body(images, training=training)
        return self.validity(self.dropout(features, training=training)), self.classes(features)
