"""A ReLU and then a tanh, in place of a sigmoid: half of the pixels are cut off at 0.

fails: test_decoder_gives_probabilities
breaks: pixels-not-cut-off
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16, activation="relu")(z)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="relu")(x)
    return keras.Model(z, ops.tanh(x))
