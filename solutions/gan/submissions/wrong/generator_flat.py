"""All pixels of an image are alike, and z is read as one number.

fails: test_generator_paints_images
"""
# %% generator
class Generator(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            keras.Input((latent_dim,)),
            layers.Dense(1),
            layers.Reshape((1, 1, 1)),
            layers.Conv2DTranspose(1, 2, strides=2),
            layers.Conv2DTranspose(1, 2, strides=2),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.UpSampling2D(28),
            layers.Activation("tanh"),
        ])

    def call(self, z, training=None):
        return self.net(z, training=training)
