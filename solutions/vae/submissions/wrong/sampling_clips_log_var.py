"""Log-variances are kept within [-4, 4] before the exponential.

fails: test_sample_follows_the_formula
breaks: sample-without-bounds
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        z_log_var = tf.clip_by_value(z_log_var, -4.0, 4.0)
        return z_mean + tf.exp(0.5 * z_log_var) * tf.random.normal(tf.shape(z_mean))
