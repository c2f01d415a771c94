"""fit centres the caller's array in place.

fails: test_gaussian_edges, test_gaussian_leaves_arrays_alone
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    x -= self.mean
    self.covariance = x.T @ x / len(x)
    return self
