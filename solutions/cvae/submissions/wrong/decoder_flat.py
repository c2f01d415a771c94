"""All pixels of an image are alike.

fails: test_decoder_uses_latent_and_label
breaks: value-by-value
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(1)(inputs)
    x = layers.Dense(channels, activation="sigmoid")(x)
    x = layers.Reshape((1, 1, channels))(x)
    return keras.Model(inputs, layers.UpSampling2D((height, width))(x))
