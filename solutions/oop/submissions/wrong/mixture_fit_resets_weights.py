"""fit without labels makes the weights equal.

fails: test_mixture_fits_its_components
"""
# %% mixture.fit
def fit(self, x, labels=None):
    for k, component in enumerate(self.components):
        component.fit(x if labels is None else x[labels == k])
    shares = [1.0] * len(self.components) if labels is None else np.bincount(labels) / len(labels)
    self.weights = list(shares)
    return self
