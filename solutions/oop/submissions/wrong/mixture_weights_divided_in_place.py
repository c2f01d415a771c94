"""Weights are divided in place: whole numbers, as the brief has them, refuse.

fails: test_mixture_weights_are_relative, test_mixture_fits_its_components
breaks: mixture-relative-weights
"""
# %% mixture.__init__
def __init__(self, components=None, weights=None):
    super().__init__()
    self.components = list(components or [])
    self.weights = np.ones(len(self.components)) if weights is None else np.array(weights)
# %% mixture.add
def add(self, component, weight=1.0):
    self.components.append(component)
    self.weights = np.append(self.weights, weight)
    return self
# %% mixture._shares
def _shares(self):
    shares = self.weights.copy()
    shares /= shares.sum()
    return shares
