"""A Gaussian that has a mean already is not fitted again.

fails: test_gaussian_fits_by_maximum_likelihood, test_gaussian_edges
"""
# %% gaussian.fit
def fit(self, x):
    if self.mean is None:
        self.mean = x.mean(axis=0)
    self.covariance = np.cov(x.T, bias=True)
    return self
