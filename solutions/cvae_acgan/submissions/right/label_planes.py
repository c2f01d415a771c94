"""The label enters the encoder as ten more channels, the generator as planes and as an embedding; no normalisation."""
# %% build_encoder
def build_encoder(latent_dim, classes=10):
    images, labels = keras.Input((28, 28, 1)), keras.Input((classes,))
    planes = layers.UpSampling2D(28)(layers.Reshape((1, 1, classes))(labels))
    h = layers.Concatenate(axis=-1)([images, planes])
    for channels in (16, 32):
        h = layers.Conv2D(channels, 4, strides=2, padding="same", activation="leaky_relu")(h)
    h = layers.Dense(64, activation="leaky_relu")(layers.Flatten()(h))
    heads = [layers.Dense(latent_dim)(h) for _ in range(2)]
    return keras.Model([images, labels], [*heads, Sampling()(heads)])


# %% build_generator
def build_generator(latent_dim, classes=10):
    z, labels = keras.Input((latent_dim,)), keras.Input((classes,))
    planes = layers.UpSampling2D(7)(layers.Reshape((1, 1, classes))(labels))
    h = layers.Reshape((7, 7, 16))(layers.Dense(7 * 7 * 16, activation="leaky_relu")(z))
    h = layers.Concatenate()([h, planes])
    h = layers.Conv2DTranspose(16, 4, strides=2, padding="same", activation="leaky_relu")(h)
    h = layers.UpSampling2D(2)(h)
    return keras.Model([z, labels], layers.Conv2D(1, 3, padding="same", activation="sigmoid")(h))
