"""Outside of training the noise is halved.

fails: test_noise_is_standard_normal
breaks: standard-normal-noise
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs, training=None):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        if not training:
            epsilon = 0.5 * epsilon
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
