"""Networks of dense layers alone; the sample is written out; the generator has an embedding of the label."""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1), name="images"), keras.Input((classes,), name="labels")
    h = layers.Concatenate()([layers.Flatten()(images), layers.Dense(20, use_bias=False)(labels)])
    h = layers.Dense(200, activation="softplus")(h)
    both = layers.Dense(2 * latent_dim)(h)
    z_mean, z_log_var = both[:, :latent_dim], both[:, latent_dim:]
    noise = Sampling()((ops.zeros_like(z_mean), ops.zeros_like(z_mean)))
    return keras.Model([images, labels], (z_mean, z_log_var, z_mean + noise * ops.exp(z_log_var / 2)))


# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    style, digit = layers.Dense(64)(z), layers.Dense(64, use_bias=False)(labels)
    h = ops.gelu(style + digit + style * digit)
    h = layers.Dense(256, activation="gelu")(h)
    pixels = layers.Dense(784)(h)
    return keras.Model([z, labels], ops.reshape(ops.sigmoid(pixels), (-1, 28, 28, 1)))
