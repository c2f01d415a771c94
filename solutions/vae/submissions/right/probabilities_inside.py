"""The decoder itself keeps its probabilities away from 0 and 1, by so little that no gradient is lost."""
# %% build_decoder
def build_decoder(latent_dim):
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(7 * 7 * 32, activation="relu"),
            layers.Reshape((7, 7, 32)),
            layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
            layers.Lambda(lambda p: ops.clip(p, 1e-6, 1 - 1e-6)),
        ]
    )


# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x_hat = ops.clip(x_hat, 1e-7, 1 - 1e-7)
    terms = x * ops.log(x_hat) + (1 - x) * ops.log1p(-x_hat)
    return -ops.sum(terms) / ops.cast(ops.shape(x)[0], "float32")
