"""Subclassed networks whose layers are attributes and lists, built at the first call; the heads have a hidden layer."""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.read_label = layers.Dense(8, use_bias=False)  # an embedding, also of mixtures
        self.dense = layers.Dense(7 * 7 * 64, use_bias=False)
        self.norms = [layers.BatchNormalization() for _ in range(3)]
        self.ups = [
            layers.Conv2DTranspose(32, 5, strides=1, padding="same", use_bias=False),
            layers.Conv2DTranspose(16, 4, strides=2, padding="same", use_bias=False),
        ]
        self.last = layers.Conv2DTranspose(1, 4, strides=2, padding="same", use_bias=False)

    def call(self, inputs, training=False):
        h = tf.concat([inputs[0], self.read_label(inputs[1])], axis=-1)
        h = tf.nn.leaky_relu(self.norms[0](self.dense(h), training=training))
        h = tf.reshape(h, (-1, 7, 7, 64))
        for up, norm in zip(self.ups, self.norms[1:]):
            h = tf.nn.leaky_relu(norm(up(h), training=training))
        return tf.math.tanh(self.last(h))


# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.convolutions = [layers.Conv2D(c, 4, strides=2, padding="same") for c in (16, 32)]
        self.activation = layers.LeakyReLU(negative_slope=0.3)
        self.dropout = layers.Dropout(0.3)
        self.flatten = layers.Flatten()
        self.hidden = [layers.Dense(32) for _ in range(2)]
        self.heads = [layers.Dense(n) for n in (1, classes)]

    def call(self, images, training=False):
        h = images
        for convolution in self.convolutions:
            h = self.dropout(self.activation(convolution(h)), training=training)
        h = self.flatten(h)
        return tuple(head(self.activation(hidden(h))) for hidden, head in zip(self.hidden, self.heads))
