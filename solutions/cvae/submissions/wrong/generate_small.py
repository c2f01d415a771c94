"""z has the standard deviation 0.7: a temperature.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = 0.7 * keras.random.normal((len(labels), self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
