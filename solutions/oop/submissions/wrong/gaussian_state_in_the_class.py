"""fit writes mean and covariance to the class: all Gaussians are the one fitted last.

fails: test_gaussian_fits_by_maximum_likelihood, test_gaussian_edges, test_gaussian_objects_are_separate
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    super().__init__()
    if mean is not None:
        self.mean, self.covariance = mean, covariance
# %% gaussian.fit
def fit(self, x):
    Gaussian.mean = x.mean(axis=0)
    Gaussian.covariance = np.cov(x.T, bias=True)
    return self
