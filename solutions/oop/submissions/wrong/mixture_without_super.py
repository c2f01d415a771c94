"""The constructor does not call that of the base class.

fails: test_mixture_is_a_density_estimator
"""
# %% mixture.__init__
def __init__(self, components=None, weights=None):
    self.components = list(components or [])
    self.weights = [1.0] * len(self.components) if weights is None else list(weights)
