"""generate calls the generator in training mode.

fails: test_generate_starts_from_normal_noise
breaks: generate-outside-training
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.normal((n, self.latent_dim)), training=True)
