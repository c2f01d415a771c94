"""call sends the images round twice.

fails: test_call_encodes_and_decodes
"""
# %% autoencoder.call
def call(self, x):
    return self.decoder(self.encoder(self.decoder(self.encoder(x))))
