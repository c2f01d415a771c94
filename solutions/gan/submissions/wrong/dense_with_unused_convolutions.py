"""Generator and discriminator are dense; convolutions stand there and are never called.

fails: test_generator_grows_by_transposed_convolutions, test_discriminator_bends, test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2DTranspose(1, 4, strides=2) for _ in range(2)]
        self.net = keras.Sequential([keras.Input((latent_dim,)), layers.Dense(784, activation="tanh"), layers.Reshape((28, 28, 1))])

    def call(self, z, training=None):
        return self.net(z)


# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2D(1, 4, strides=2) for _ in range(2)]
        self.net = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dropout(0.3), layers.Dense(1)])

    def call(self, x, training=None):
        return self.net(x, training=training)
