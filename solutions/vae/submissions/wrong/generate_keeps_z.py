"""z is drawn once, for the largest n so far, and used again.

fails: test_generate_draws_afresh
"""
# %% vae_model.generate
def generate(self, n):
    size = self.decoder.input_shape[-1]
    if not hasattr(self, "z_kept") or len(self.z_kept) < n:
        self.z_kept = np.random.normal(size=(n, size)).astype("float32")
    return self.decoder(self.z_kept[:n])
