"""The noise is clipped to three standard deviations.

fails: test_noise_is_standard_normal
breaks: standard-normal-noise
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.clip_by_value(tf.random.normal(tf.shape(z_mean)), -3.0, 3.0)
        return z_mean + tf.exp(0.5 * z_log_var) * epsilon
