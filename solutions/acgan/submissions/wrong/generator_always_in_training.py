"""Normalisation uses the batch in a decision, too.

fails: test_generator_ends_in_tanh
breaks: generator-repeats
"""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.classes = classes
        self.net = keras.Sequential(
            [
                layers.Dense(7 * 7 * 16, use_bias=False),
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 16)),
                layers.Conv2DTranspose(8, 4, strides=2, padding="same"),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),
            ]
        )

    def call(self, inputs, training=None):
        z, label_vectors = inputs
        return self.net(ops.concatenate([z, label_vectors], axis=1), training=True)
