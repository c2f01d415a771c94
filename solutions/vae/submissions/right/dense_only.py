"""Dense layers alone, the last with a Reshape behind its sigmoid; weights start at their own small values."""
# %% build_encoder
def build_encoder(latent_dim):
    i = keras.layers.Input((28, 28, 1))
    h = keras.layers.Dense(400, "tanh")(keras.layers.Reshape((784,))(i))
    small = keras.initializers.RandomNormal(stddev=0.001)
    mean = keras.layers.Dense(latent_dim, kernel_initializer=small)(h)
    logv = keras.layers.Dense(latent_dim, kernel_initializer=small, bias_initializer=keras.initializers.Constant(-1.0))(h)
    return keras.models.Model(i, [mean, logv, Sampling()((mean, logv))])


# %% build_decoder
def build_decoder(latent_dim):
    return keras.models.Sequential([
        keras.layers.Input((latent_dim,)),
        keras.layers.Dense(400, "tanh"),
        keras.layers.Dense(784, "sigmoid"),
        keras.layers.Reshape((28, 28, 1)),
    ])


# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    x, x_hat = ops.reshape(x, (-1, 784)), ops.reshape(x_hat, (-1, 784))
    return ops.mean(784 * keras.losses.binary_crossentropy(x, x_hat))
