"""z_log_var has an ELU: never below -1.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-without-bounds
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(16, 3, strides=2, padding="same", activation="elu")(inputs)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="elu")(x)
    x = layers.Dense(64, activation="elu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = layers.Dense(latent_dim, activation="elu")(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
