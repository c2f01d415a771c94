"""Calling the model decodes z_mean instead of a sampled z.

fails: test_call_decodes_the_sample
"""
# %% vae_model.call
def call(self, x):
    return self.decoder(self.encoder(x)[0])
