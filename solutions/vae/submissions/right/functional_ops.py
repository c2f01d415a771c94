"""Plain functional models and keras.ops everywhere, with −ε, and log-variance from a layer of another name."""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        mu, logvar = inputs
        batch, dim = ops.shape(mu)[0], ops.shape(mu)[1]
        eps = keras.random.normal(shape=(batch, dim))
        return mu - ops.sqrt(ops.exp(logvar)) * eps


# %% build_encoder
def build_encoder(latent_dim):
    inp = keras.Input(shape=(28, 28, 1), name="image")
    h = layers.Conv2D(16, 3, activation="relu", strides=2, padding="same")(inp)
    h = layers.Conv2D(32, 3, activation="relu", strides=2, padding="same")(h)
    h = layers.Flatten()(h)
    h = layers.Dense(16, activation="relu")(h)
    mu = layers.Dense(latent_dim, name="mu")(h)
    spread = layers.Dense(latent_dim, name="log_of_the_spread_squared", kernel_initializer="zeros")(h)
    return keras.Model(inputs=inp, outputs=(mu, spread, Sampling(name="z")([mu, spread])))


# %% build_decoder
def build_decoder(latent_dim):
    inp = keras.Input(shape=(latent_dim,))
    h = layers.Dense(7 * 7 * 16, activation="relu")(inp)
    h = layers.Reshape((7, 7, 16))(h)
    h = layers.Conv2DTranspose(16, 3, activation="relu", strides=2, padding="same")(h)
    h = layers.Conv2DTranspose(8, 3, activation="relu", strides=2, padding="same")(h)
    return keras.Model(inp, layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(h))


# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return ops.mean(ops.sum(keras.losses.binary_crossentropy(x, x_hat), axis=(1, 2)))


# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    kl = -0.5 * (1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var))
    return ops.mean(ops.sum(kl, axis=-1))


# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        z_mean, z_log_var, z = self.encoder(x)
        rec = reconstruction_loss(x, self.decoder(z))
        kl = kl_divergence(z_mean, z_log_var)
        total = rec + kl
    grads = tape.gradient(total, self.trainable_weights)
    self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
    self.loss_tracker.update_state(total)
    self.reconstruction_loss_tracker.update_state(rec)
    self.kl_loss_tracker.update_state(kl)
    return {
        "loss": self.loss_tracker.result(),
        "reconstruction_loss": self.reconstruction_loss_tracker.result(),
        "kl_loss": self.kl_loss_tracker.result(),
    }
