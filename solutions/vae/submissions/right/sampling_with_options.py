"""Sampling takes an option of its own; its noise is made of uniform noise, by the inverse of the normal distribution."""
# %% sampling
class Sampling(layers.Layer):
    def __init__(self, scale=1.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs, training=None):
        mean, log_var = inputs[0], inputs[1]
        uniform = tf.random.uniform(tf.shape(mean), minval=1e-7, maxval=1.0)
        return mean + self.scale * tf.math.exp(log_var * 0.5) * tf.math.ndtri(uniform)
