"""The encoder looks at the upper half of the image alone.

fails: test_encoder_sees_the_image
"""
# %% build_encoder
def build_encoder(latent_dim):
    image = keras.Input((28, 28, 1))
    h = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(image[:, :14])
    h = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(h)
    h = layers.Dense(16, activation="relu")(layers.Flatten()(h))
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    return keras.Model(image, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
