"""generate makes its images one by one, as in training.

fails: test_generate_starts_from_normal_noise
breaks: generate-outside-training
"""
# %% gan.generate
def generate(self, n):
    draws = keras.random.normal((n, 1, self.latent_dim))
    return ops.concatenate([self.generator(z, training=True) for z in draws])
