"""The decoder reads the first two coordinates only, as if the latent space were a plane.

fails: test_decoder_uses_every_coordinate
breaks: decoder-every-coordinate
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16, activation="relu")(z[:, :2])
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(x)
    return keras.Model(z, x)
