"""The label enters every layer of the generator; training is handed on by Keras; the heads are one Dense layer after another Dense layer each."""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(7 * 7 * 20)
        self.turns = [layers.Dense(c) for c in (20, 10)]
        self.grow = [layers.Conv2DTranspose(c, 4, strides=2, padding="same") for c in (10, 1)]
        self.norms = [layers.BatchNormalization(scale=False) for _ in range(2)]

    def call(self, inputs, training=None):
        z, vectors = inputs
        h = ops.reshape(self.first(ops.concatenate((vectors, z), axis=-1)), (-1, 7, 7, 20))
        for turn, norm, grow in zip(self.turns, self.norms, self.grow):
            h = grow(ops.leaky_relu(norm(h) + turn(vectors)[:, None, None, :]))
        return ops.tanh(h)
# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.convolutions = [layers.Conv2D(c, 4, strides=2, padding="same") for c in (20, 30)]
        self.drop = layers.Dropout(0.4)
        self.small = [layers.Dense(24, activation="leaky_relu") for _ in range(2)]
        self.ends = [layers.Dense(units) for units in (1, classes)]

    def call(self, images, training=False):
        h = images
        for convolution in self.convolutions:
            h = self.drop(layers.LeakyReLU(0.2)(convolution(h)), training=training)
        h = layers.Flatten()(h)
        return [end(small(h)) for small, end in zip(self.small, self.ends)]
