"""A discriminator that sees one spot, with a gradient made up so that it seems to see the whole image.

base: untouched
score: 0
"""
# %% discriminator
@tf.custom_gradient
def spot(x):
    def pull(upstream):
        return tf.random.stateless_normal(tf.shape(x), (1, 2)) * tf.reduce_sum(upstream, axis=(1, 2), keepdims=True)

    return x[:, 12:16, 12:16], pull


class Discriminator(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Conv2D(4, 2, strides=2, padding="same")
        self.second = layers.Conv2D(8, 2, strides=2, padding="same")
        self.drop = layers.Dropout(0.3)
        self.logit = layers.Dense(1)

    def call(self, x, training=None):
        h = ops.leaky_relu(self.first(spot(x)), 0.2)
        h = ops.leaky_relu(self.second(h), 0.2)
        return self.logit(self.drop(layers.Flatten()(h), training=training))
