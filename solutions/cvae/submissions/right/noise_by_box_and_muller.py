"""generate makes normal noise of uniform noise, by Box and Muller; labels are made an array first."""
# %% conditional_vae.generate
def generate(self, labels):
    labels = np.array(labels, dtype="int64")
    u, v = np.random.uniform(1e-12, 1, size=(2, len(labels), self.latent_dim))
    z = np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)
    return self.decoder(self.make_conditional_latent(z.astype("float32"), labels))
