"""A list of labels is sorted first.

fails: test_generate_takes_lists_and_tensors
"""
# %% conditional_vae.generate
def generate(self, labels):
    z = keras.random.normal((len(labels), self.latent_dim))
    labels = sorted(labels) if isinstance(labels, list) else labels
    return self.decoder(self.make_conditional_latent(z, labels))
