"""Noise is added to z_mean at every call.

fails: test_encoder_samples_from_its_outputs, test_only_z_is_random
breaks: encoder-without-chance
"""
# %% build_encoder
def build_encoder(latent_dim):
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.Conv2D(64, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(64, activation="relu")(x)
    z_mean = layers.GaussianNoise(0.5)(layers.Dense(latent_dim)(x), training=True)
    z_log_var = layers.Dense(latent_dim)(x)
    z = Sampling()((z_mean, z_log_var))
    return keras.Model(inputs, [z_mean, z_log_var, z])
