"""fit takes labels to count from 1.

fails: test_mixture_fits_its_components
"""
# %% mixture.fit
def fit(self, x, labels=None):
    for k, component in enumerate(self.components):
        component.fit(x if labels is None else x[labels == k + 1])
    if labels is not None:
        self.weights = list(np.bincount(labels) / len(labels))
    return self
