"""A hard sigmoid in place of a sigmoid.

fails: test_decoder_gives_probabilities
breaks: values-not-cut-off
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(64, activation="relu")(inputs)
    x = layers.Dense(height * width * channels, activation="hard_sigmoid")(x)
    return keras.Model(inputs, layers.Reshape(image_shape)(x))
