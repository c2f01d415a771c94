"""A layer of the discriminator is called, and what it gives is not used.

fails: test_discriminator_can_learn
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential(
            [
                layers.Conv2D(16, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Conv2D(32, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Dropout(0.3),
                layers.Flatten(),
            ]
        )
        self.dense, self.logit = layers.Dense(32), layers.Dense(1)

    def call(self, images, training=None):
        features = self.body(images, training=training)
        self.dense(features)
        return self.logit(features)
