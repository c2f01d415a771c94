"""call returns codes.

fails: test_autoencoder_can_be_made
"""
# %% autoencoder.call
def call(self, x):
    return self.encoder(x)
