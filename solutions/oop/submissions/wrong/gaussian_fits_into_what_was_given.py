"""fit writes into the arrays that the constructor was given.

fails: test_gaussian_keeps_what_it_is_given
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    super().__init__()
    self.mean, self.covariance = mean, covariance
# %% gaussian.fit
def fit(self, x):
    if self.mean is None:
        self.mean, self.covariance = np.zeros(x.shape[1]), np.zeros((x.shape[1], x.shape[1]))
    self.mean[:] = x.mean(axis=0)
    self.covariance[:] = (x - self.mean).T @ (x - self.mean) / len(x)
    return self
