"""Each image is stretched from its darkest pixel to its brightest one, in place of a sigmoid.

fails: test_decoder_gives_probabilities
breaks: pixel-by-pixel
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16, activation="relu")(z)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(1, 3, strides=2, padding="same")(x)
    darkest, brightest = ops.min(x, axis=(1, 2, 3), keepdims=True), ops.max(x, axis=(1, 2, 3), keepdims=True)
    return keras.Model(z, (x - darkest) / (brightest - darkest + 1e-7))
