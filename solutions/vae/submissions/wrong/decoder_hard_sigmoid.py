"""The last activation is a hard sigmoid.

fails: test_decoder_gives_probabilities
breaks: pixels-not-cut-off
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16, activation="relu")(z)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="hard_sigmoid")(x)
    return keras.Model(z, x)
