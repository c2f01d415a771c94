"""All pixels of an image are alike, and z and label are read as one number.

fails: test_generator_paints_images
"""
# %% conditional_generator
class ConditionalGenerator(keras.Model):
    def __init__(self, latent_dim, classes=10, **kwargs):
        super().__init__(**kwargs)
        self.net = keras.Sequential([
            keras.Input((latent_dim + classes,)),
            layers.Dense(1),
            layers.Reshape((1, 1, 1)),
            layers.Conv2DTranspose(1, 2, strides=2),
            layers.Conv2DTranspose(1, 2, strides=2),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.UpSampling2D(28),
            layers.Activation("tanh"),
        ])

    def call(self, inputs, training=None):
        return self.net(ops.concatenate(inputs, axis=1), training=training)
