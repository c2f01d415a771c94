"""keras.losses.BinaryCrossentropy with reduction sum, divided by the batch; latent space by tf alone."""
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    bce = keras.losses.BinaryCrossentropy(reduction="sum", axis=-1)
    return bce(x, x_hat) / ops.cast(ops.shape(x)[0], "float32")


# %% latent_walk
def latent_walk(decoder, z, dim, values):
    z = tf.cast(z, tf.float32)
    hot = tf.one_hot(dim, tf.shape(z)[0])
    return decoder(z * (1 - hot) + hot * tf.cast(values, tf.float32)[:, None])


# %% interpolate
def interpolate(z0, z1, n):
    return np.linspace(z0, z1, n)
