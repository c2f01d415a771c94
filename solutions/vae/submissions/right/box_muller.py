"""Normal noise by Box and Muller, from uniform numbers; new digits by the inverse of the normal distribution."""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        shape = tf.shape(z_mean)
        u, v = tf.random.uniform(shape, 1e-7, 1.0), tf.random.uniform(shape)
        epsilon = tf.sqrt(-2.0 * tf.math.log(u)) * tf.cos(2 * np.pi * v)
        return z_mean + tf.exp(z_log_var / 2) * epsilon


# %% vae_model.generate
def generate(self, n):
    u = tf.random.uniform((n, self.decoder.input_shape[-1]), 1e-7, 1 - 1e-7)
    return self.decoder(tf.math.ndtri(u))
