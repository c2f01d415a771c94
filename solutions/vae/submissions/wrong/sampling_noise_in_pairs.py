"""Antithetic noise: the second half of the batch gets that of the first, with the other sign.

fails: test_noise_is_standard_normal
breaks: noise-for-every-element
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        n, latent = ops.shape(z_mean)[0], ops.shape(z_mean)[1]
        half = keras.random.normal(((n + 1) // 2, latent))
        epsilon = ops.concatenate([half, -half], axis=0)[:n]
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
