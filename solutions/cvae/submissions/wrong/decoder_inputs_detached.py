"""No gradient passes from the image to z: the encoder never learns from reconstructions.

fails: test_decoder_can_learn
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(32, activation="relu")(ops.stop_gradient(inputs))
    x = layers.Dense(height * width * channels, activation="sigmoid")(x)
    return keras.Model(inputs, layers.Reshape(image_shape)(x))
