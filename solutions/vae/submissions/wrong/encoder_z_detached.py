"""No gradient passes from z to the encoder.

fails: test_encoder_can_learn
breaks: encoder-learns
"""
# %% build_encoder
def build_encoder(latent_dim):
    inputs = keras.Input((28, 28, 1))
    x = layers.Dense(32, activation="relu")(layers.Flatten()(inputs))
    z_mean, z_log_var = layers.Dense(latent_dim)(x), layers.Dense(latent_dim)(x)
    z = ops.stop_gradient(Sampling()((z_mean, z_log_var)))
    return keras.Model(inputs, [z_mean, z_log_var, z])
