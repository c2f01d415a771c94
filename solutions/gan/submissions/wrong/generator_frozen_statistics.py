"""The normalisation is never in training mode: its statistics stay what they are at the start.

fails: test_statistics_come_to_rest
"""
# %% generator
class Generator(keras.Model):
    """A convolutional generator: z (batch, latent_dim) -> images (batch, 28, 28, 1) in [-1, 1], through tanh.

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride.
    """

    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.layers_in_turn = keras.Sequential(
            [
                keras.Input((latent_dim,)),
                layers.Dense(7 * 7 * 48, use_bias=False),  # the normalisation adds a bias of its own
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 48)),
                layers.Conv2DTranspose(
                    24, 4, strides=2, padding="same", use_bias=False
                ),  # (batch, 14, 14, 24)
                layers.BatchNormalization(momentum=0.9),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(
                    1, 4, strides=2, padding="same", activation="tanh"
                ),  # (batch, 28, 28, 1)
            ]
        )

    def call(self, z, training=None):
        """z: (batch, latent_dim); training: whether normalisation uses this batch's statistics."""
        return self.layers_in_turn(z, training=False)
