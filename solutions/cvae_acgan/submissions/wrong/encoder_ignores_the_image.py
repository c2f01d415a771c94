"""The encoder reads the label alone.

fails: test_encoder_sees_the_image
"""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    h = layers.Dense(32, activation="relu")(labels)
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model([images, labels], [z_mean, z_log_var, z], name="encoder")
