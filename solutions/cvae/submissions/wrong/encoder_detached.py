"""The gradient is cut off before the convolutions.

fails: test_encoder_can_learn
breaks: encoder-learns
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    x = ops.stop_gradient(x)
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = layers.Dense(latent_dim)(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
