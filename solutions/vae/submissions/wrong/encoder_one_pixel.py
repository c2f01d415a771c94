"""The encoder sees one pixel of the image.

fails: test_encoder_sees_the_image
"""
# %% build_encoder
def build_encoder(latent_dim):
    inputs = keras.Input((28, 28, 1))
    x = layers.Dense(16, activation="relu")(inputs[:, 14, 14])
    z_mean, z_log_var = layers.Dense(latent_dim)(x), layers.Dense(latent_dim)(x)
    return keras.Model(inputs, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
