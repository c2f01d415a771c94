"""One z for all images.

fails: test_generate_draws_afresh
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.normal((1, self.latent_dim)) * ops.ones((n, 1)))
