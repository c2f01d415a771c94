"""Both defaults are lists, and kept as they are when nothing is given.

fails: test_mixture_grows_by_itself
"""
# %% mixture.__init__
def __init__(self, components=[], weights=[]):
    super().__init__()
    self.components = list(components) if len(components) else components
    self.weights = weights if not len(components) else list(weights) or [1.0] * len(components)
