"""The decoder looks at the label and two coordinates of z.

fails: test_decoder_uses_latent_and_label
breaks: decoder-every-number
"""
# %% conditional_decoder
def build_conditional_decoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((latent_dim + num_classes,))
    x = layers.Dense(height // 4 * (width // 4) * 16, activation="relu")(ops.concatenate([inputs[:, :2], inputs[:, latent_dim:]], axis=1))
    x = layers.Reshape((height // 4, width // 4, 16))(x)
    x = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="sigmoid")(x)
    return keras.Model(inputs, x)
