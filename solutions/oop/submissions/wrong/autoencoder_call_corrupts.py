"""call corrupts the images too.

fails: test_call_encodes_and_decodes
"""
# %% autoencoder.call
def call(self, x):
    return self.decoder(self.encoder(self.penalty.corrupt(x)))
