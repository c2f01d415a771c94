"""The noise is scaled by the variance, exp(z_log_var), as on some lecture slides.

fails: test_sample_follows_the_formula
breaks: sample-formula
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        return z_mean + ops.exp(z_log_var) * epsilon
