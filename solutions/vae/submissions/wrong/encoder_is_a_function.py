"""build_encoder returns a function that calls its layers, not a model.

fails: test_encoder_has_three_outputs
breaks: encoder-is-a-model
says: got an object of type function
"""
# %% build_encoder
def build_encoder(latent_dim):
    conv = layers.Conv2D(16, 3, strides=4, padding="same", activation="relu")
    flatten, to_mean, to_log_var = layers.Flatten(), layers.Dense(latent_dim), layers.Dense(latent_dim)

    def encoder(images):
        x = flatten(conv(images))
        z_mean, z_log_var = to_mean(x), to_log_var(x)
        return [z_mean, z_log_var, Sampling()((z_mean, z_log_var))]

    return encoder
