"""z is drawn from a truncated normal distribution.

fails: test_generate_decodes_the_prior_with_the_labels
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.truncated_normal((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
