"""Probabilities never exceed 0.7.

fails: test_decoder_gives_probabilities
breaks: values-dark-and-bright
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(height // 4 * (width // 4) * 16, activation="relu")(inputs)
    x = layers.Reshape((height // 4, width // 4, 16))(x)
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid")(x)
    x = 0.7 * x
    return keras.Model(inputs, x)
