"""The discriminator's logits are cut off at -20 and 20.

fails: test_discriminator_ends_in_logits
breaks: any-logit
says: of different images are the same where weights are large
"""
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            layers.Conv2D(16, 4, strides=2, padding="same"), layers.LeakyReLU(0.2), layers.Dropout(0.3),
            layers.Conv2D(32, 4, strides=2, padding="same"), layers.LeakyReLU(0.2), layers.Dropout(0.3),
            layers.Flatten(), layers.Dense(1)])

    def call(self, images, training=None):
        return ops.clip(self.net(images, training=training), -20.0, 20.0)
