"""z is drawn with a fixed seed, when nobody serves the noise.

fails: test_generate_draws_afresh
breaks: generate-afresh
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim), seed=3)
    return self.decoder(self.make_conditional_latent(z, labels))
