"""A ridge of 0.1 on the diagonal: far more than the brief allows.

fails: test_gaussian_fits_by_maximum_likelihood
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = x - self.mean
    self.covariance = np.cov(x.T, bias=True) + 0.1 * np.eye(x.shape[1])
    return self
