"""The number of latent coordinates is fixed to 2, whatever latent_dim says.

fails: test_encoder_has_three_outputs
breaks: encoder-outputs
"""
# %% build_encoder
def build_encoder(latent_dim):
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, activation="relu")(x)
    z_mean = layers.Dense(2)(x)
    z_log_var = layers.Dense(2)(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
