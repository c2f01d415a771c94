"""All pixels of an image are alike.

fails: test_decoder_uses_every_coordinate
breaks: pixel-by-pixel
"""
# %% build_decoder
def build_decoder(latent_dim):
    inputs = keras.Input((latent_dim,))
    x = layers.Dense(1, activation="sigmoid")(inputs)
    return keras.Model(inputs, layers.UpSampling2D(28)(layers.Reshape((1, 1, 1))(x)))
