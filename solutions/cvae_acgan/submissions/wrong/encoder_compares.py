"""The encoder centres each batch by its mean.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-image-alone
"""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    h = layers.Conv2D(24, 4, strides=2, padding="same", activation="relu")(images)  # (batch, 14, 14, 24)
    h = layers.Conv2D(48, 4, strides=2, padding="same", activation="relu")(h)  # (batch, 7, 7, 48)
    h = layers.Concatenate()([layers.Flatten()(h), labels])
    h = layers.Dense(128, activation="relu")(h)
    h = h - ops.mean(h, axis=0, keepdims=True)
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model([images, labels], [z_mean, z_log_var, z], name="encoder")
