"""z is drawn from a uniform distribution.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.uniform((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
