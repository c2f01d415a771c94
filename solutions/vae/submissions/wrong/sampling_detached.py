"""z_log_var goes through numpy, so no gradient reaches it.

fails: test_gradient_reaches_mean_and_log_var
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = tf.random.normal(tf.shape(z_mean))
        sigma = tf.stop_gradient(tf.exp(0.5 * z_log_var))
        return z_mean + sigma * epsilon
