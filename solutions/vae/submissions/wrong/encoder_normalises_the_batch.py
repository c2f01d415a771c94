"""The encoder standardises each batch by its own mean and spread.

fails: test_encoder_outputs_are_unbounded
breaks: encoder-image-by-image
"""
# %% build_encoder
def build_encoder(latent_dim):
    images = keras.Input((28, 28, 1))
    x = (images - ops.mean(images)) / (ops.std(images) + 1e-6)
    x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = layers.Dense(latent_dim)(x)
    return keras.Model(images, [z_mean, z_log_var, Sampling()((z_mean, z_log_var))])
