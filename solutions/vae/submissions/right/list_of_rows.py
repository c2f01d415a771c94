"""Noise drawn row by row in a list; digits decoded one at a time."""
# %% vae_model.generate
def generate(self, n):
    latent = self.decoder.input_shape[-1]
    rows = [np.random.standard_normal(latent).astype("float32") for _ in range(n)]
    return np.concatenate([self.decoder(row[None]) for row in rows])
