"""The noise is drawn with a fixed seed, so it is the same at every call.

fails: test_noise_is_standard_normal, test_sampling_serves_in_a_model
breaks: noise-in-every-call
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean), seed=42)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
