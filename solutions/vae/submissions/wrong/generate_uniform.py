"""generate draws z from a uniform distribution.

fails: test_generate_decodes_the_prior
breaks: generate-draws-the-prior
"""
# %% vae_model.generate
def generate(self, n):
    return self.decoder(tf.random.uniform((n, self.decoder.input_shape[-1]), -2, 2))
