"""Where Keras says that it is not training, z is z_mean.

fails: test_sampling_serves_in_a_model
breaks: sampling-in-models
"""
# %% sampling
class Sampling(layers.Layer):
    def call(self, inputs, training=None):
        z_mean, z_log_var = inputs
        if training is False:
            return z_mean
        return z_mean + tf.exp(0.5 * z_log_var) * tf.random.normal(tf.shape(z_mean))
