"""z_mean and z_log_var are unpacked in the wrong order.

fails: test_sample_follows_the_formula, test_noise_is_standard_normal
breaks: sample-formula
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_log_var, z_mean = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
