"""generate keeps the first z that it draws.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    if getattr(self, "z", None) is None or len(self.z) < n:
        self.z = keras.random.normal((n, self.latent_dim))
    return self.generator(self.z[:n], training=False)
