"""z has as many numbers as the decoder takes, label included.

fails: test_generate_decodes_the_prior_with_the_labels
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim + self.num_classes))
    return self.decoder(self.make_conditional_latent(z, labels))
