"""fit fits the first component only.

fails: test_mixture_fits_its_components
"""
# %% mixture.fit
def fit(self, x, labels=None):
    self.components[0].fit(x if labels is None else x[labels == 0])
    if labels is not None:
        self.weights = list(np.bincount(labels) / len(labels))
    return self
