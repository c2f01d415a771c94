"""The caller's list of weights is kept, and grows.

fails: test_mixture_weights_are_relative
"""
# %% mixture.__init__
def __init__(self, components=None, weights=None):
    super().__init__()
    self.components = list(components or [])
    self.weights = [1.0] * len(self.components) if weights is None else weights
