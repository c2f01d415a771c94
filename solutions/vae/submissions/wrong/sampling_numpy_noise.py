"""The noise is drawn by numpy, which a graph draws only once.

fails: test_sampling_serves_in_a_model
breaks: sampling-in-models
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        batch, latent = z_mean.shape
        epsilon = np.random.normal(size=(batch or 1, latent)).astype("float32")
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon
