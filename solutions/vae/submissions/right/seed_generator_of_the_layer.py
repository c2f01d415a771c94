"""A keras SeedGenerator in the layer and at notebook level."""
# %% extra after=
import keras as k

SEEDS = k.random.SeedGenerator()
# %% sampling
class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, inputs):
        mean, log_var = inputs
        return mean + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mean), seed=self.seed_generator)


# %% vae_model.generate
def generate(self, n):
    return self.decoder(keras.random.normal((n, self.decoder.input_shape[-1]), seed=SEEDS))
