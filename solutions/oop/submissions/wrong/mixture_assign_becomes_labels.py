"""fit keeps the labels in an attribute with the name of a method, which is gone afterwards.

fails: test_mixture_learns_by_turns
"""
# %% mixture.fit
def fit(self, x, labels=None):
    self.assign = labels
    for k, component in enumerate(self.components):
        component.fit(x if labels is None else x[labels == k])
    if labels is not None:
        self.weights = [np.mean(labels == k) for k in range(len(self.components))]
    return self
