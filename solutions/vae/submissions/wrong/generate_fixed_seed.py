"""generate draws with a fixed seed, so it makes the same images at every call.

fails: test_generate_draws_afresh
"""
# %% vae_model.generate
def generate(self, n):
    return self.decoder(keras.random.normal((n, self.decoder.input_shape[-1]), seed=1))
