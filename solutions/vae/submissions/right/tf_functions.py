"""Every function is decorated with @tf.function, and annotated with types."""
# %% reconstruction_loss
@tf.function
def reconstruction_loss(x: tf.Tensor, x_hat: tf.Tensor) -> tf.Tensor:
    eps = keras.backend.epsilon()
    x_hat = tf.maximum(tf.minimum(x_hat, 1 - eps), eps)
    bce = tf.where(x > 0, -x * tf.math.log(x_hat), 0.0) - (1 - x) * tf.math.log(1 - x_hat)
    return tf.reduce_sum(bce) / tf.cast(tf.shape(bce)[0], bce.dtype)


# %% kl_divergence
@tf.function
def kl_divergence(z_mean: tf.Tensor, z_log_var: tf.Tensor) -> tf.Tensor:
    squares = tf.einsum("bl,bl->b", z_mean, z_mean)
    rest = tf.einsum("bl->b", tf.math.expm1(z_log_var) - z_log_var)
    return tf.reduce_mean(squares + rest) / 2


# %% vae_model.train_step
@tf.function
def train_step(self, data: tf.Tensor) -> dict[str, tf.Tensor]:
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape(persistent=True) as tape:
        z_mean, z_log_var, z = self.encoder(x, training=True)
        reconstruction = reconstruction_loss(x, self.decoder(z, training=True))
        kl = kl_divergence(z_mean, z_log_var)
        loss = reconstruction + kl
    gradients = [tape.gradient(loss, network.trainable_weights) for network in (self.encoder, self.decoder)]
    weights = self.encoder.trainable_weights + self.decoder.trainable_weights
    self.optimizer.apply_gradients(zip(gradients[0] + gradients[1], weights))
    self.loss_tracker.update_state(loss)
    self.reconstruction_loss_tracker.update_state(reconstruction)
    self.kl_loss_tracker.update_state(kl)
    return {m.name: m.result() for m in self.metrics}


# %% latent_walk
def latent_walk(decoder: keras.Model, z: np.ndarray, dim: int, values: list[float]) -> np.ndarray:
    copies = np.repeat(np.asarray(z)[None], len(values), axis=0)
    copies[:, dim] = values
    return decoder.predict(copies, verbose=0)


# %% interpolate
def interpolate(z0: np.ndarray, z1: np.ndarray, n: int) -> np.ndarray:
    return np.linspace(z0, z1, n)


# %% concept_vector
def concept_vector(encoder: keras.Model, images: np.ndarray, has_attribute: np.ndarray) -> np.ndarray:
    z_mean = encoder.predict(images, verbose=0)[0]
    weight = np.where(has_attribute, 1 / np.sum(has_attribute), -1 / np.sum(~has_attribute))
    return weight @ z_mean


def add_concept(encoder, decoder, images, vector, strength) -> np.ndarray:
    return decoder.predict(encoder.predict(images, verbose=0)[0] + strength * vector[None], verbose=0)
