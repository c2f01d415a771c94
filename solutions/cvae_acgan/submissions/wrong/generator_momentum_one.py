"""The statistics of normalisation never move.

fails: test_statistics_come_to_rest
"""
# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    h = layers.Concatenate()([z, labels])
    h = layers.Dense(7 * 7 * 8, use_bias=False)(h)
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization(momentum=1.0)(h))
    h = layers.Reshape((7, 7, 8))(h)
    h = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="relu")(h)
    pixels = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(h)
    return keras.Model([z, labels], pixels, name="generator")
