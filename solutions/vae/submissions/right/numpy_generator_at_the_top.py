"""New digits from a numpy generator made once, at the top of the notebook."""
# %% extra after=
import numpy as np

RNG = np.random.default_rng()
# %% vae_model.generate
def generate(self, n):
    z = RNG.standard_normal((n, self.decoder.input_shape[-1])).astype("float32")
    return self.decoder(z)
