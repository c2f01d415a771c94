"""The caller's list is kept, and add appends to it.

fails: test_mixture_grows_by_itself
breaks: mixture-own-list
"""
# %% mixture.__init__
def __init__(self, components=None, weights=None):
    super().__init__()
    self.components = [] if components is None else components
    self.weights = [1.0] * len(self.components) if weights is None else list(weights)
