"""generate draws one z and repeats it n times.

fails: test_generate_decodes_the_prior
breaks: generate-draws-the-prior
"""
# %% vae_model.generate
def generate(self, n):
    return self.decoder(tf.repeat(tf.random.normal((1, self.decoder.input_shape[-1])), n, axis=0))
