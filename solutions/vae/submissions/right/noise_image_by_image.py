"""Images are generated from a draw of each one's own, by numpy."""
# %% vae_model.generate
def generate(self, n):
    latent_dim = self.decoder.input_shape[-1]
    z = np.stack([np.random.default_rng().standard_normal(latent_dim) for _ in range(n)])
    return self.decoder(ops.convert_to_tensor(z, "float32"))
