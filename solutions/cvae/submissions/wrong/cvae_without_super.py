"""The constructor does not call that of the base class.

fails: test_cvae_can_be_made
"""
# %% conditional_vae.__init__
def __init__(self, encoder, decoder, latent_dim, num_classes, **kwargs):
    self.encoder, self.decoder = encoder, decoder
    self.latent_dim, self.num_classes = latent_dim, num_classes
