"""The covariance is that of np.cov(x), which takes rows for coordinates: (n, n). Nothing can be computed with it.

fails: test_gaussian_fits_by_maximum_likelihood, test_gaussian_edges, test_gaussian_objects_are_separate, test_gaussian_leaves_arrays_alone
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = x - self.mean
    self.covariance = np.cov(x)
    return self
