"""All numbers of z pass through one unit; the label has a way of its own.

fails: test_decoder_uses_latent_and_label
breaks: decoder-many-ways
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    z, label = inputs[:, :latent_dim], inputs[:, latent_dim:]
    x = layers.Concatenate()([layers.Dense(1, activation="tanh")(z), label])
    x = layers.Dense(height // 4 * (width // 4) * 16)(x)
    x = layers.Reshape((height // 4, width // 4, 16))(layers.LeakyReLU(0.2)(x))
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    return keras.Model(inputs, layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid")(x))
