"""The noise has a scale of its own, which is learned.

fails: test_sampling_serves_in_a_model
breaks: sampling-without-weights
"""
# %% sampling
class Sampling(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

    def call(self, inputs):
        z_mean, z_log_var = inputs
        epsilon = keras.random.normal(ops.shape(z_mean))
        return z_mean + self.scale * ops.exp(0.5 * z_log_var) * epsilon
