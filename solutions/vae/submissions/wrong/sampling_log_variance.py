"""The noise is scaled by z_log_var itself.

fails: test_sample_follows_the_formula, test_noise_is_standard_normal
breaks: sample-formula
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        return z_mean + z_log_var * epsilon
