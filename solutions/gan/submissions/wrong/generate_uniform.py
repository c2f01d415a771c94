"""generate starts from uniform noise.

fails: test_generate_starts_from_normal_noise
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.uniform((n, self.latent_dim)))
