"""z is drawn from a truncated normal distribution.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.truncated_normal((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
