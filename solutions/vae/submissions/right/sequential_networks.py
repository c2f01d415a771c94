"""Sequential models: a shared trunk in the encoder, and the whole decoder; images as numpy arrays."""
# %% build_encoder
def build_encoder(latent_dim):
    trunk = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, strides=2, padding="same"),
            layers.ReLU(),
            layers.Conv2D(64, 3, strides=2, padding="same"),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(2 * latent_dim),
        ],
        name="trunk",
    )
    images = keras.Input((28, 28, 1))
    both = trunk(images)
    z_mean, z_log_var = both[:, :latent_dim], both[:, latent_dim:]
    return keras.Model(images, [z_mean, z_log_var, Sampling()([z_mean, z_log_var])])


# %% build_decoder
def build_decoder(latent_dim):
    model = keras.Sequential(name="decoder")
    model.add(keras.Input((latent_dim,)))
    model.add(layers.Dense(7 * 7 * 64, activation="gelu"))
    model.add(layers.Reshape((7, 7, 64)))
    model.add(layers.Conv2DTranspose(64, 3, strides=2, padding="same", activation="gelu"))
    model.add(layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="gelu"))
    model.add(layers.Conv2D(1, 3, padding="same"))
    model.add(layers.Activation("sigmoid"))
    return model


# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    bce = keras.losses.BinaryCrossentropy(reduction="sum")
    return bce(x, x_hat) / ops.cast(ops.shape(x)[0], "float32")


# %% vae_model.generate
def generate(self, n):
    z = keras.random.normal(shape=(n, self.decoder.inputs[0].shape[1]))
    return self.decoder.predict(z, verbose=0)


# %% vae_model.reconstruct
def reconstruct(self, x):
    return self.decoder(self.encoder(x, training=False)[0], training=False).numpy()
