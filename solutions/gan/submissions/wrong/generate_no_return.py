"""generate returns nothing.

fails: test_generate_starts_from_normal_noise
breaks: generate-as-it-is
"""
# %% gan.generate
def generate(self, n):
    self.generator(keras.random.normal((n, self.latent_dim)))
