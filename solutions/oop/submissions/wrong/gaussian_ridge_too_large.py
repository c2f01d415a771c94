"""1e-4 is added to the diagonal of the covariance.

fails: test_gaussian_fits_by_maximum_likelihood
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = x - self.mean
    self.covariance = centred.T @ centred / len(x) + 1e-4 * np.eye(x.shape[1])
    return self
