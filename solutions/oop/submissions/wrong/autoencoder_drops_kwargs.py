"""The constructor does not hand its other arguments on to keras.Model.

fails: test_keras_gets_its_arguments
"""


# %% autoencoder.__init__
def __init__(self, encoder, decoder, penalty=None, **kwargs):
    """Keeps its arguments in attributes of the same names, and makes the three trackers."""
    super().__init__()
    self.encoder = encoder
    self.decoder = decoder
    self.penalty = penalty or Penalty()
    self.loss_tracker = keras.metrics.Mean(name="loss")
    self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
    self.penalty_tracker = keras.metrics.Mean(name="penalty")
