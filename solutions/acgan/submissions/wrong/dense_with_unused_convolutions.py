"""Generator and discriminator are dense; convolutions stand there and are never called.

fails: test_generator_grows_by_transposed_convolutions, test_discriminator_bends, test_discriminator_shrinks_by_strides
breaks: shrinks-by-strides
"""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2DTranspose(1, 4, strides=2) for _ in range(2)]
        self.net = keras.Sequential([keras.Input((latent_dim + classes,)), layers.Dense(784, activation="tanh"), layers.Reshape((28, 28, 1))])

    def call(self, inputs, training=None):
        return self.net(ops.concatenate(inputs, axis=1))


# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2D(1, 4, strides=2) for _ in range(2)]
        self.body = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dropout(0.3), layers.Dense(8)])
        self.heads = [layers.Dense(1), layers.Dense(classes)]

    def call(self, x, training=None):
        h = self.body(x, training=training)
        return self.heads[0](h), self.heads[1](h)
