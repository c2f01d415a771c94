"""Pixels are cut off a little above 0 and below 1, in place of a sigmoid.

fails: test_decoder_gives_probabilities
breaks: values-not-cut-off
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(height // 4 * (width // 4) * 16, activation="relu")(inputs)
    x = layers.Reshape((height // 4, width // 4, 16))(x)
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same")(x)
    return keras.Model(inputs, ops.clip(x, 1e-6, 1 - 1e-6))
