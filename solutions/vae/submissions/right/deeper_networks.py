"""Deeper networks with BatchNormalization, Dropout, PReLU, residual blocks, and upsampling for transposed convolution."""
# %% build_encoder
def residual(x, filters):
    shortcut = layers.Conv2D(filters, 1, strides=2, padding="same")(x)
    x = layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.PReLU(shared_axes=[1, 2])(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    return layers.Add()([x, shortcut])


def build_encoder(latent_dim):
    image = keras.Input((28, 28, 1))
    x = residual(image, 8)
    x = residual(x, 16)
    x = layers.LayerNormalization()(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(64)(x)
    x = layers.LeakyReLU()(x)
    z_mean = layers.Dense(latent_dim)(x)
    z_log_var = layers.Dense(latent_dim)(layers.Concatenate()([x, z_mean]))
    return keras.Model(image, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])


# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 32)(z)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    x = layers.Reshape((7, 7, 32))(x)
    for filters in (32, 16):
        x = layers.UpSampling2D(interpolation="bilinear")(x)
        x = layers.Conv2D(filters, 3, padding="same")(x)
        x = layers.GroupNormalization(4)(x)
        x = layers.Activation("swish")(x)
        x = layers.SpatialDropout2D(0.1)(x)
    x = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x)
    return keras.Model(z, x)
