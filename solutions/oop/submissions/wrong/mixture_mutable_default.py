"""The default of components is a list, made once and shared by all mixtures.

fails: test_mixture_grows_by_itself
"""
# %% mixture.__init__
def __init__(self, components=[], weights=None):
    super().__init__()
    self.components = components
    self.weights = [1.0] * len(components) if weights is None else list(weights)
