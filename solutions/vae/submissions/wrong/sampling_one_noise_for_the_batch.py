"""Every image of a batch gets the same noise.

fails: test_noise_is_standard_normal
breaks: noise-for-every-element
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.normal(tf.shape(z_mean)[1:])  # (latent,)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
