"""The generator's pixels lie between 0 and a half.

fails: test_generator_gives_probabilities
breaks: generator-probabilities
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Concatenate()([z, labels])
    h = layers.Dense(7 * 7 * 48, use_bias=False)(h)  # the normalisation adds a bias of its own
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(h))
    h = layers.Reshape((7, 7, 48))(h)
    h = layers.Conv2DTranspose(24, 4, strides=2, padding="same", use_bias=False)(h)  # (batch, 14, 14, 24)
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=0.9)(h))
    pixels = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h)
    pixels = 0.5 * pixels
    return keras.Model([z, labels], pixels, name="generator")
