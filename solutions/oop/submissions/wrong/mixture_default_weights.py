"""Without weights the components get 1, 2, 3, ...

fails: test_mixture_log_density
"""
# %% mixture.__init__
def __init__(self, components=None, weights=None):
    super().__init__()
    self.components = list(components or [])
    self.weights = [1.0 + k for k in range(len(self.components))] if weights is None else list(weights)
