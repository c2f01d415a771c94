"""The encoder has no biases; the label comes in as channels that are constant over the image.
"""
# %% build_encoder
class Encoder(keras.Model):
    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        self.convs = [layers.Conv2D(c, 3, strides=2, padding="same", use_bias=False) for c in (16, 32)]
        self.mean, self.log_var = layers.Dense(latent_dim, use_bias=False), layers.Dense(latent_dim, use_bias=False)
        self.sample = Sampling()

    def call(self, inputs, training=None):
        x, y = inputs
        x, y = ops.convert_to_tensor(x), ops.convert_to_tensor(y)
        plane = ops.ones_like(x) * y[:, None, None, :]
        h = ops.concatenate([x, plane], axis=-1)
        for conv in self.convs:
            h = ops.silu(conv(h))
        h = ops.reshape(h, (-1, 7 * 7 * 32))
        mean, log_var = self.mean(h), self.log_var(h)
        return [mean, log_var, self.sample((mean, log_var))]


def build_encoder(latent_dim, classes=10, wide=None):
    return Encoder(latent_dim)
