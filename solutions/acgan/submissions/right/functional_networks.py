"""Functional models inside of classes without a call of their own, other sizes, activations by ops."""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        z, c = keras.Input((latent_dim,)), keras.Input((classes,))
        h = layers.Dense(128, activation="selu")(layers.concatenate([c, z]))
        h = layers.LeakyReLU(0.1)(layers.Dense(7 * 7 * 16)(h))
        h = layers.Reshape((7, 7, 16))(h)
        h = layers.Conv2DTranspose(8, 2, strides=2, activation="leaky_relu")(h)
        h = layers.Conv2DTranspose(8, 2, strides=2)(h)
        h = layers.Conv2D(1, 5, padding="same")(h)
        super().__init__([z, c], ops.tanh(h), **kwargs)


# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        x = keras.Input((28, 28, 1))
        h = layers.Conv2D(16, 2, strides=2)(x)
        h = layers.Dropout(0.5)(ops.leaky_relu(h, 0.2))
        h = layers.Conv2D(32, 4, strides=2, padding="same")(h)
        h = ops.leaky_relu(h, 0.2)
        h = layers.Conv2D(32, 7, padding="valid")(h)
        h = layers.Flatten()(ops.leaky_relu(h, 0.2))
        super().__init__(x, [layers.Dense(1)(h), layers.Dense(classes)(h)], **kwargs)
