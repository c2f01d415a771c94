"""Without a penalty it is a sparse one.

fails: test_autoencoder_without_penalty
"""
# %% autoencoder.__init__
def __init__(self, encoder, decoder, penalty=None, **kwargs):
    super().__init__(**kwargs)
    self.encoder, self.decoder = encoder, decoder
    self.penalty = Sparse(0.3) if penalty is None else penalty
    self.loss_tracker = keras.metrics.Mean(name="loss")
    self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
    self.penalty_tracker = keras.metrics.Mean(name="penalty")
