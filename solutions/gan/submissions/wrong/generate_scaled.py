"""generate brings the output to [0, 1]: it knows of images.

fails: test_generate_starts_from_normal_noise
breaks: generate-as-it-is
"""
# %% gan.generate
def generate(self, n):
    return (self.generator(keras.random.normal((n, self.latent_dim))) + 1) / 2
