"""np.cov as it is: divided by n - 1.

fails: test_gaussian_fits_by_maximum_likelihood, test_gaussian_edges
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = x - self.mean
    self.covariance = np.cov(x.T)
    return self
