"""Functional models inside of classes without a call of their own, other sizes, activations by ops and from tf.nn."""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        z = keras.Input((latent_dim,))
        h = layers.Dense(128, activation="selu")(z)
        h = layers.Dense(7 * 7 * 16)(h)
        h = layers.LeakyReLU(0.1)(h)
        h = layers.Reshape((7, 7, 16))(h)
        h = layers.Conv2DTranspose(8, 2, strides=2, activation="leaky_relu")(h)
        h = layers.Conv2DTranspose(8, 2, strides=2)(h)
        h = layers.Conv2D(1, 5, padding="same")(h)
        super().__init__(z, ops.tanh(h), **kwargs)


# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        x = keras.Input((28, 28, 1))
        h = layers.Conv2D(16, 2, strides=2)(x)
        h = ops.leaky_relu(h, 0.2)
        h = layers.Dropout(0.5)(h)
        h = layers.Conv2D(32, 4, strides=2, padding="same")(h)
        h = ops.leaky_relu(h, 0.2)
        h = layers.Conv2D(32, 7, padding="valid")(h)
        h = ops.leaky_relu(h, 0.2)
        super().__init__(x, layers.Dense(1)(layers.Flatten()(h)), **kwargs)
