"""z_log_var is 5 - softplus: never above 5.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-without-bounds
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Conv2D(32, 4, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = 5.0 - ops.softplus(layers.Dense(latent_dim)(x))
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
