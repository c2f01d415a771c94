"""generate draws with a fixed seed.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.normal((n, self.latent_dim), seed=1))
