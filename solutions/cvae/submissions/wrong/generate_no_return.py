"""Nothing is returned.

fails: test_generate_decodes_the_prior_with_the_labels
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim))
    self.decoder(self.make_conditional_latent(z, labels))
