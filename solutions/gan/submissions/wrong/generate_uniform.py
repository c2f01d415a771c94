"""generate starts from uniform noise.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.uniform((n, self.latent_dim)))
