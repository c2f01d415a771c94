"""The label's embedding is multiplied with z, as in a known implementation, and both are used; logits cut from one layer."""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.embedding = layers.Dense(latent_dim)
        self.net = keras.Sequential(
            [
                layers.Dense(7 * 7 * 32, activation="leaky_relu"),
                layers.Reshape((7, 7, 32)),
                layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="leaky_relu"),
                layers.Conv2DTranspose(8, 4, strides=(2, 2), padding="same", activation="leaky_relu"),
                layers.Conv2D(1, 3, padding="same", activation="tanh"),
            ]
        )

    def call(self, inputs):
        z, c = inputs
        return self.net(z * (1 + self.embedding(c)))


# %% multitask_discriminator
class MultitaskDiscriminator(keras.Model):
    def __init__(self, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential(
            [
                layers.Conv2D(16, 4, strides=2, padding="same", activation="leaky_relu"),
                layers.SpatialDropout2D(0.2),
                layers.Conv2D(32, 4, strides=2, padding="same", activation="leaky_relu"),
                layers.Dropout(0.4),
                layers.Conv2D(64, 2, strides=1, padding="same", activation="leaky_relu"),
                layers.Flatten(),
                layers.Dense(1 + classes),
            ]
        )

    def call(self, images, training=None):
        answer = self.net(images, training=training)
        return [answer[:, :1], answer[:, 1:]]
