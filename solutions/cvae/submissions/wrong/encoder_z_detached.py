"""No gradient passes from z to the encoder.

fails: test_encoder_can_learn
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Dense(32, activation="relu")(layers.Flatten()(inputs))
    z_mean, z_log_var = layers.Dense(latent_dim)(x), layers.Dense(latent_dim)(x)
    z = ops.stop_gradient(Sampling()((z_mean, z_log_var)))
    return keras.Model(inputs, [z_mean, z_log_var, z])
