"""The decoder adds a number per image, how bright it is as a whole, to the logits of all its pixels."""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(64, activation="relu")(inputs)
    x = layers.Dense((height // 4) * (width // 4) * 16, activation="relu")(x)
    x = layers.Reshape((height // 4, width // 4, 16))(x)
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same")(x)
    brightness = layers.Reshape((1, 1, 1))(layers.Dense(1)(inputs))
    return keras.Model(inputs, layers.Activation("sigmoid")(x + brightness))
