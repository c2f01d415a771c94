"""Noise is added to z_mean at every call.

fails: test_encoder_samples_from_its_outputs, test_only_z_is_random
breaks: encoder-without-chance
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim)(x)
    z_mean = z_mean + 0.3 * Sampling()((ops.zeros_like(z_mean), ops.zeros_like(z_mean)))
    z_log_var = layers.Dense(latent_dim)(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
