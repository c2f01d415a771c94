"""Batch normalisation, dropout and layer normalisation in the networks, without biases."""
# %% build_encoder
def build_encoder(latent_dim):
    images = keras.Input((28, 28, 1))
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(images)
    x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    heads = layers.Dense(2 * latent_dim, use_bias=False)(x)
    z_mean, z_log_var = heads[:, :latent_dim], heads[:, latent_dim:]
    return keras.Model(images, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])


# %% build_decoder
def build_decoder(latent_dim):
    z = keras.Input((latent_dim,))
    x = layers.Dense(7 * 7 * 16, use_bias=False)(z)
    x = layers.Reshape((7, 7, 16))(layers.LayerNormalization()(x))
    x = layers.UpSampling2D()(layers.Activation("gelu")(x))
    x = layers.Conv2D(16, 3, padding="same", activation="swish")(x)
    x = layers.UpSampling2D()(layers.Dropout(0.1)(x))
    return keras.Model(z, layers.Activation("sigmoid")(layers.Conv2D(1, 3, padding="same", use_bias=False)(x)))
