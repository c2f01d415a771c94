"""z is drawn from a uniform distribution.

fails: test_generate_decodes_the_prior_with_the_labels, test_generate_draws_afresh
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.uniform((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
