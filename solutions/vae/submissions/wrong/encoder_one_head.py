"""One Dense layer is used for both z_mean and z_log_var, so they are always equal.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-two-functions
"""
# %% build_encoder
def build_encoder(latent_dim):
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, activation="relu")(x)
    head = layers.Dense(latent_dim)
    z_mean = head(x)
    z_log_var = head(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
