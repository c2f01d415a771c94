"""One draw of z is used for all labels.

fails: test_generate_draws_afresh
breaks: generate-draws-the-prior
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = ops.tile(keras.random.normal((len(labels), self.latent_dim))[:1], (len(labels), 1))
    return self.decoder(self.make_conditional_latent(z, labels))
