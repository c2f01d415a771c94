"""generate draws noise of the wrong shape.

fails: test_generate_starts_from_normal_noise, test_generate_draws_afresh
breaks: generate-as-it-is
"""
# %% gan.generate
def generate(self, n):
    return self.generator(keras.random.normal((n, 100)))
