"""One draw of z is used for all labels.

fails: test_generate_decodes_the_prior_with_the_labels, test_generate_draws_afresh
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = ops.tile(keras.random.normal((len(labels), self.latent_dim))[:1], (len(labels), 1))
    return self.decoder(self.make_conditional_latent(z, labels))
