"""Batch normalisation that is always in training mode.

fails: test_decoder_gives_probabilities
breaks: decoder-point-by-point
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16)(z)
    x = layers.BatchNormalization()(x, training=True)
    x = layers.Reshape((7, 7, 16))(layers.ReLU()(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    return keras.Model(z, layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="sigmoid")(x))
