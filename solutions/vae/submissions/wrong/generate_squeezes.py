"""One new image has no axis of its own.

fails: test_generate_decodes_the_prior
breaks: generate-n-images
"""
# %% vae_model.generate
def generate(self, n):
    images = self.decoder(tf.random.normal((n, self.decoder.input_shape[-1])))
    return images[0] if n == 1 else images
