"""z is centred over the batch, so that an image depends on the others of its batch.

fails: test_decoder_gives_probabilities
breaks: decoder-point-by-point
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = z - 0.5 * ops.mean(z, axis=0, keepdims=True)
    x = layers.Dense(7 * 7 * 16)(x)
    x = layers.LeakyReLU(0.2)(x)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu")(x)
    return keras.Model(z, layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(x))
