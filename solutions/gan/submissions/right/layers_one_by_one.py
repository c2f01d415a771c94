"""Subclassed networks whose layers are attributes and lists, built at the first call; a deep and wide generator."""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.latent_dim = latent_dim
        self.dense = layers.Dense(7 * 7 * 256, use_bias=False)
        self.norms = [layers.BatchNormalization() for _ in range(3)]
        self.ups = [
            layers.Conv2DTranspose(128, 5, strides=1, padding="same", use_bias=False),
            layers.Conv2DTranspose(64, 4, strides=2, padding="same", use_bias=False),
        ]
        self.last = layers.Conv2DTranspose(1, 4, strides=2, padding="same", use_bias=False)

    def call(self, z, training=False):
        h = tf.nn.leaky_relu(self.norms[0](self.dense(z), training=training))
        h = tf.reshape(h, (-1, 7, 7, 256))
        for up, norm in zip(self.ups, self.norms[1:]):
            h = tf.nn.leaky_relu(norm(up(h), training=training))
        return tf.math.tanh(self.last(h))


# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.convolutions = [layers.Conv2D(c, 4, strides=2, padding="same") for c in (32, 64)]
        self.activation = layers.LeakyReLU(negative_slope=0.3)
        self.dropout = layers.Dropout(0.3)
        self.flatten = layers.Flatten()
        self.dense = layers.Dense(1)

    def call(self, images, training=False):
        h = images
        for convolution in self.convolutions:
            h = self.dropout(self.activation(convolution(h)), training=training)
        return self.dense(self.flatten(h))
