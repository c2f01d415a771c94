"""The factor ½ stands in front of the exponential instead of inside it.

fails: test_sample_follows_the_formula, test_noise_is_standard_normal
breaks: sample-formula
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        return z_mean + 0.5 * ops.exp(z_log_var) * epsilon
