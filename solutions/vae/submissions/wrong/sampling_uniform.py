"""The noise is uniform on [0, 1) instead of standard normal.

fails: test_noise_is_standard_normal
breaks: standard-normal-noise
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.uniform(tf.shape(z_mean))
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
