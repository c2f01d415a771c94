"""One dense layer each, of one number; convolutions for show.

base: untouched
score: 0
"""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2DTranspose(1, 4, strides=2) for _ in range(2)]
        self.net = keras.Sequential([keras.Input((latent_dim,)), layers.Dense(1), layers.Reshape((1, 1, 1)), layers.UpSampling2D(28), layers.Activation("tanh")])

    def call(self, z, training=None):
        return self.net(z)


# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.for_show = [layers.Conv2D(1, 4, strides=2) for _ in range(2)]
        self.net = keras.Sequential([keras.Input((1,)), layers.Dropout(0.3), layers.Dense(1)])

    def call(self, x, training=None):
        return self.net(x[:, 14, 14], training=training)
