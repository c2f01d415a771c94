"""The constructor was rewritten without super().__init__().

fails: test_vae_can_be_made
"""
# %% vae_model.__init__
def __init__(self, encoder, decoder):
    self.encoder = encoder
    self.decoder = decoder
    self.loss_tracker = keras.metrics.Mean(name="loss")
    self.reconstruction_loss_tracker = keras.metrics.Mean(name="reconstruction_loss")
    self.kl_loss_tracker = keras.metrics.Mean(name="kl_loss")
