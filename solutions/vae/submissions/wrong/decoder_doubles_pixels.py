"""The decoder doubles an image of 14×14 at its end: four pixels each are alike.

fails: test_decoder_uses_every_coordinate
breaks: pixel-by-pixel
says: Many numbers of an image are always alike
"""
# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    h = layers.Dense(14 * 14, activation="sigmoid")(layers.Dense(64, activation="relu")(z))
    return keras.Model(z, layers.UpSampling2D()(layers.Reshape((14, 14, 1))(h)))
