"""The decoder sees the sum of z alone.

fails: test_decoder_uses_every_coordinate
breaks: decoder-many-ways
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = ops.sum(z, axis=1, keepdims=True)
    x = layers.Dense(7 * 7 * 16)(x)
    x = layers.LeakyReLU(0.2)(x)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu")(x)
    return keras.Model(z, layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(x))
