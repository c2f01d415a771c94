"""The number of labels is taken from their shape, which a list has not.

fails: test_generate_takes_lists_and_tensors
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((labels.shape[0], self.latent_dim))
    return self.decoder(self.make_conditional_latent(z, labels))
