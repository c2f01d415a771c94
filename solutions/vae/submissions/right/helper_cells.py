"""Helper functions and constants in extra cells, an import added to the provided cell, registered classes."""
# %% extra after=
import math
from functools import partial

LOG2PI = math.log(2 * math.pi)

# %% extra after=sampling
# quick look whether it does what I think
_z = Sampling()((tf.zeros((1000, 2)), tf.zeros((1000, 2))))
print(float(tf.math.reduce_std(_z)))

# %% extra after=test_sampling
def conv(filters, layer=layers.Conv2D):
    return layer(filters, 3, strides=2, padding="same", activation="relu")


def gauss_log_prob(z, mean, log_var):
    "log N(z; mean, exp(log_var)), summed over the last axis"
    return -0.5 * tf.reduce_sum(LOG2PI + log_var + (z - mean) ** 2 * tf.exp(-log_var), axis=-1)


# %% sampling
@keras.saving.register_keras_serializable(package="homework")
class Sampling(layers.Layer):
    """Reparameterised sample."""

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def call(self, inputs):
        mean, log_var = inputs
        return mean + tf.exp(0.5 * log_var) * standard_normal_like(mean)


def standard_normal_like(t):
    return tf.random.normal(shape=tf.shape(t), dtype=t.dtype)


# %% build_encoder
def build_encoder(latent_dim):
    down = partial(conv, layer=layers.Conv2D)
    x = inputs = keras.Input((28, 28, 1))
    for f in (32, 64):
        x = down(f)(x)
    x = layers.GlobalAveragePooling2D()(x)
    mean, log_var = (layers.Dense(latent_dim, name=n)(x) for n in ("mean", "log_var"))
    return keras.Model(inputs, [mean, log_var, Sampling()((mean, log_var))])


# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    # cross-entropy with the prior minus the entropy of q; the constant halves of log 2π cancel
    cross = 0.5 * tf.reduce_sum(LOG2PI + z_mean**2 + tf.exp(z_log_var), axis=1)
    entropy = 0.5 * tf.reduce_sum(LOG2PI + 1 + z_log_var, axis=1)
    return tf.reduce_mean(cross - entropy)


# %% vae_model.test_step
def test_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    losses = losses_of(self, x)
    for tracker, value in zip(self.metrics, losses):
        tracker.update_state(value)
    return {m.name: m.result() for m in self.metrics}


# %% vae_model.train_step
def train_step(self, data):
    x = data[0] if isinstance(data, (tuple, list)) else data
    with tf.GradientTape() as tape:
        losses = losses_of(self, x)
    grads = tape.gradient(losses[0], self.trainable_weights)
    self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
    for tracker, value in zip(self.metrics, losses):
        tracker.update_state(value)
    return {m.name: m.result() for m in self.metrics}


# %% extra after=vae_model
def losses_of(vae, x):
    z_mean, z_log_var, z = vae.encoder(x)
    rec = reconstruction_loss(x, vae.decoder(z))
    kl = kl_divergence(z_mean, z_log_var)
    return rec + kl, rec, kl


# %% notebook
first_code = next(c for c in notebook["cells"] if c["cell_type"] == "code" and "import keras" in "".join(c["source"]))
first_code["source"] = "".join(first_code["source"]) + "\nimport scipy.stats  # I wanted the density\n"
