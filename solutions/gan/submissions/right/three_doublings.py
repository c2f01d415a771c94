"""The generator begins at 4×4, doubles three times and cuts off a rim; the discriminator has four convolutions, two of them without strides."""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.begin = layers.Dense(4 * 4 * 32)
        self.doublings = [layers.Conv2DTranspose(c, 2, strides=2, activation="elu") for c in (24, 16)]
        self.end = layers.Conv2DTranspose(1, 6, strides=(2, 2), padding="same")
        self.cut = layers.Cropping2D(2)

    def call(self, z, training=None):
        h = ops.reshape(self.begin(z), (-1, 4, 4, 32))
        for double in self.doublings:
            h = double(h)
        return ops.tanh(self.cut(self.end(h)))
# %% discriminator
class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.kept = layers.SpatialDropout2D(0.25)
        self.convolutions = [layers.Conv2D(16, (3, 5), strides=s, padding="same") for s in (1, 1)]
        self.convolutions += [layers.Conv2D(c, (4, 2), strides=2, padding="same") for c in (20, 24)]
        self.leaky = layers.LeakyReLU(0.3)
        self.verdict = layers.Dense(1)

    def call(self, images, training=None):
        h = images
        for convolution in self.convolutions:
            h = self.leaky(convolution(h))
        return self.verdict(layers.Flatten()(self.kept(h, training=training)))
