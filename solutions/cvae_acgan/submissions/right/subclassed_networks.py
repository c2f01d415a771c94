"""Subclassed networks that unpack their list of inputs, with dropout and layer normalisation, built at the first call."""
# %% build_encoder
class Encoder(keras.Model):
    def __init__(self, latent_dim):
        super().__init__()
        self.convolutions = [layers.Conv2D(c, 4, strides=2, padding="same", activation="elu") for c in (16, 32)]
        self.flatten, self.hidden = layers.Flatten(), layers.Dense(96, activation="elu")
        self.dropout = layers.Dropout(0.1)
        self.mean, self.log_var = layers.Dense(latent_dim), layers.Dense(latent_dim)
        self.sample = Sampling()

    def call(self, inputs, training=False):
        h, labels = inputs
        for convolution in self.convolutions:
            h = convolution(h)
        h = self.hidden(tf.concat([self.flatten(h), labels], axis=1))
        h = self.dropout(h, training=training)
        mean, log_var = self.mean(h), self.log_var(h)
        return [mean, log_var, self.sample((mean, log_var))]


def build_encoder(latent_dim, classes=10):
    return Encoder(latent_dim)


# %% build_generator
class Generator(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense, self.norm = layers.Dense(7 * 7 * 16), layers.LayerNormalization()
        self.up = layers.Conv2DTranspose(8, 4, strides=2, padding="same")
        self.last = layers.Conv2DTranspose(1, 4, strides=2, padding="same")

    def call(self, inputs, training=False):
        z, labels = inputs
        h = self.norm(tf.nn.elu(self.dense(tf.concat([labels, z], axis=-1))))
        h = tf.nn.elu(self.up(tf.reshape(h, (-1, 7, 7, 16))))
        return tf.sigmoid(self.last(h))


def build_generator(latent_dim, classes=10):
    return Generator()
