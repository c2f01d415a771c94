"""z_mean is elu shifted: never below -3.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-without-bounds
"""
# %% build_encoder
def build_encoder(latent_dim):
    images = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(images)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    z_mean = ops.elu(layers.Dense(latent_dim)(x)) - 2.0
    z_log_var = layers.Dense(latent_dim)(x)
    return keras.Model(images, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
