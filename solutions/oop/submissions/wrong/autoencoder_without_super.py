"""The constructor does not call that of keras.Model.

fails: test_autoencoder_can_be_made
"""
# %% autoencoder.__init__
def __init__(self, encoder, decoder, penalty=None, **kwargs):
    self.encoder, self.decoder = encoder, decoder
    self.penalty = Penalty() if penalty is None else penalty
    self.loss_tracker = keras.metrics.Mean(name="loss")
    self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
    self.penalty_tracker = keras.metrics.Mean(name="penalty")
