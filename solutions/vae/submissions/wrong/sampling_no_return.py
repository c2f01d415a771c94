"""Sampling computes z, but does not return it.

fails: test_sample_has_the_shape_of_the_mean
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        z = z_mean + ops.exp(0.5 * z_log_var) * epsilon
