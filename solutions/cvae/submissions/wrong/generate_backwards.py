"""The labels come in the opposite order.

fails: test_generate_decodes_the_prior_with_the_labels
breaks: generate-image-per-label
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels[::-1]))
