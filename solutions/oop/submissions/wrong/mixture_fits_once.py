"""A second fit leaves the components as they are.

fails: test_mixture_learns_by_turns
breaks: mixture-by-turns
"""
# %% mixture.fit
def fit(self, x, labels=None):
    if not getattr(self, "fitted", False):
        for k, component in enumerate(self.components):
            component.fit(x if labels is None else x[labels == k])
    if labels is not None:
        self.weights = [np.mean(labels == k) for k in range(len(self.components))]
    self.fitted = True
    return self
