"""z_log_var is 5 - softplus: never above 5.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-any-number
"""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    h = layers.Conv2D(24, 4, strides=4, padding="same", activation="relu")(images)
    h = layers.Dense(64, activation="relu")(layers.Concatenate()([layers.Flatten()(h), labels]))
    z_mean = layers.Dense(latent_dim)(h)
    z_log_var = 5.0 - ops.softplus(layers.Dense(latent_dim)(h))
    return keras.Model([images, labels], [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
