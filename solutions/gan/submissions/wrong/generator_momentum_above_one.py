"""The momentum of the generator's normalisation is above 1, so that its statistics grow without end.

fails: test_statistics_come_to_rest
"""


# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.steps = [
            layers.Dense(7 * 7 * 32),
            layers.BatchNormalization(momentum=1.9),
            layers.ReLU(),
            layers.Reshape((7, 7, 32)),
            layers.Conv2DTranspose(16, 4, strides=2, padding="same"),
            layers.BatchNormalization(momentum=1.9),
            layers.ReLU(),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),
        ]

    def call(self, z, training=None):
        for step in self.steps:
            z = step(z, training=training) if isinstance(step, layers.BatchNormalization) else step(z)
        return z
