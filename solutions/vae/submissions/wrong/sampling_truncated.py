"""The noise is drawn from a truncated normal distribution, which has no tails.

fails: test_noise_is_standard_normal
breaks: standard-normal-noise
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.truncated_normal(tf.shape(z_mean))
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
