"""Noise from functions and a RandomState imported by name."""
# %% extra after=
from numpy.random import RandomState, standard_normal

STATE = RandomState()
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.numpy_function(lambda shape: STATE.normal(size=shape).astype("float32"), [tf.shape(z_mean)], tf.float32)
        epsilon.set_shape(z_mean.shape)
        return z_mean + tf.exp(z_log_var / 2) * epsilon

    def compute_output_shape(self, shapes):
        return shapes[0]


# %% vae_model.generate
def generate(self, n):
    return self.decoder(standard_normal((n, self.decoder.input_shape[-1])).astype("float32"))
