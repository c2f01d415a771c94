"""The gradient is cut off behind the first layer.

fails: test_decoder_can_learn
breaks: decoder-learns
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(height // 4 * (width // 4) * 16, activation="relu")(inputs)
    x = layers.Reshape((height // 4, width // 4, 16))(ops.stop_gradient(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid")(x)
    return keras.Model(inputs, x)
