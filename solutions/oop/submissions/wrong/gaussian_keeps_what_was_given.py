"""fit keeps the mean and covariance that the constructor was given.

fails: test_gaussian_fits_by_maximum_likelihood
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    super().__init__()
    self.mean, self.covariance = mean, covariance
    self.known = mean is not None
# %% gaussian.fit
def fit(self, x):
    if self.known:
        return self
    self.mean = x.mean(axis=0)
    self.covariance = (x - self.mean).T @ (x - self.mean) / len(x)
    return self
