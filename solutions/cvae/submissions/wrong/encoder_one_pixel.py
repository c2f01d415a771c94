"""The encoder sees one pixel of the image (and of its planes).

fails: test_encoder_sees_the_image
"""
# %% conditional_encoder
def build_conditional_encoder(image_shape, latent_dim, num_classes):
    height, width, channels = image_shape
    inputs = keras.Input((height, width, channels + num_classes))
    x = layers.Dense(16, activation="relu")(inputs[:, 0, 0])
    z_mean, z_log_var = layers.Dense(latent_dim)(x), layers.Dense(latent_dim)(x)
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
