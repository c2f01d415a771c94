"""The list of components stands in the body of the class.

fails: test_mixture_grows_by_itself
"""
# %% mixture.__init__
components, weights = [], []

def __init__(self, components=None, weights=None):
    super().__init__()
    if components is not None:
        self.components = list(components)
        self.weights = [1.0] * len(self.components) if weights is None else list(weights)
