"""No gradient passes from z to the encoder.

fails: test_encoder_can_learn
"""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    h = layers.Concatenate()([layers.Flatten()(images), labels])
    h = layers.Dense(32, activation="relu")(h)
    z_mean, z_log_var = layers.Dense(latent_dim)(h), layers.Dense(latent_dim)(h)
    z = ops.stop_gradient(Sampling()((z_mean, z_log_var)))
    return keras.Model([images, labels], [z_mean, z_log_var, z], name="encoder")
