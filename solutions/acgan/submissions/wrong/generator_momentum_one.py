"""The statistics of the normalisation never move: momentum 1.

fails: test_statistics_come_to_rest
"""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    """[z (batch, latent_dim), label vectors (batch, classes)] -> images (batch, 28, 28, 1) in [-1, 1], through tanh.

    It doubles height and width by Conv2DTranspose layers with strides of 2, at least two of them, each with a kernel
    size that is a multiple of the stride.
    """

    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.layers_in_turn = keras.Sequential(
            [
                keras.Input((latent_dim + classes,)),
                layers.Dense(7 * 7 * 48, use_bias=False),  # the normalisation adds a bias of its own
                layers.BatchNormalization(momentum=1.0),
                layers.LeakyReLU(0.2),
                layers.Reshape((7, 7, 48)),
                layers.Conv2DTranspose(24, 4, strides=2, padding="same", use_bias=False),  # 14×14
                layers.BatchNormalization(momentum=1.0),
                layers.LeakyReLU(0.2),
                layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),  # 28×28
            ]
        )

    def call(self, inputs, training=None):
        """inputs: [z, label_vectors]; training: whether normalisation uses this batch's statistics."""
        z, label_vectors = inputs
        return self.layers_in_turn(ops.concatenate([z, label_vectors], axis=1), training=training)
