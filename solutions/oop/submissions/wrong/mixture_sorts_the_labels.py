"""fit sorts the caller's labels, and the points with them.

fails: test_mixture_learns_by_turns
breaks: mixture-given-stays
"""
# %% mixture.fit
def fit(self, x, labels=None):
    if labels is None:
        for component in self.components:
            component.fit(x)
        return self
    x = x[np.argsort(labels, kind="stable")]
    labels.sort()
    for k, component in enumerate(self.components):
        component.fit(x[labels == k])
    self.weights = [np.mean(labels == k) for k in range(len(self.components))]
    return self
