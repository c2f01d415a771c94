"""Penalties by tf functions: the Jacobian one number of the code at a time; noise from a Keras layer; methods called by keyword."""
# %% penalties
class Sparse(Penalty):
    def __init__(self, weight):
        super().__init__()
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * tf.reduce_sum(tf.abs(h)) / tf.cast(tf.shape(h)[0], h.dtype)


class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev
        self.noise = layers.GaussianNoise(stddev)

    def corrupt(self, x):
        return self.noise(x, training=True)


class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        x = tf.convert_to_tensor(x)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            h = encoder(x)
            units = tf.unstack(h, axis=1)
        slopes = [tape.gradient(unit, x) for unit in units]
        total = tf.add_n([tf.reduce_sum(slope**2, axis=[1, 2, 3]) for slope in slopes])
        return self.weight * tf.reduce_mean(total)


# %% autoencoder.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    noisy = self.penalty.corrupt(x=x)
    with tf.GradientTape() as tape:
        code = self.encoder(noisy)
        x_hat = self.decoder(code)
        rec = tf.reduce_mean(tf.reduce_sum(tf.math.squared_difference(x_hat, x), axis=[1, 2, 3]))
        omega = self.penalty.cost(encoder=self.encoder, x=noisy, h=code)
        total = rec + omega
    weights = self.encoder.trainable_variables + self.decoder.trainable_variables
    self.optimizer.apply_gradients(zip(tape.gradient(total, weights), weights))
    self.loss_tracker.update_state(total)
    self.reconstruction_tracker.update_state(rec)
    self.penalty_tracker.update_state(omega)
    return {"loss": self.loss_tracker.result(), "reconstruction_loss": self.reconstruction_tracker.result(),
            "penalty": self.penalty_tracker.result(), "lr": self.optimizer.learning_rate}
