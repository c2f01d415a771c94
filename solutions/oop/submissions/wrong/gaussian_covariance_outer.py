"""The product has the wrong order: (n, n) again.

fails: test_gaussian_fits_by_maximum_likelihood, test_gaussian_edges, test_gaussian_objects_are_separate, test_gaussian_leaves_arrays_alone
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = x - self.mean
    self.covariance = centred @ centred.T / len(x)
    return self
