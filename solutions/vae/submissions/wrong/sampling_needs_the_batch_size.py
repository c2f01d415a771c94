"""The noise has the static shape of z_mean, which a model does not know while it is built.

fails: test_sampling_serves_in_a_model
breaks: sampling-in-models
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.normal((z_mean.shape[0], z_mean.shape[1]))
        return z_mean + tf.exp(0.5 * z_log_var) * epsilon
