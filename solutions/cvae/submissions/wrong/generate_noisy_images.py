"""Noise is added to the images.

fails: test_generate_decodes_the_prior_with_the_labels
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim))
    images = self.decoder(self.make_conditional_latent(z, labels))
    return images + 0.1 * keras.random.normal(ops.shape(images))
