"""fit does not return self.

fails: test_gaussian_edges, test_gaussian_objects_are_separate
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    self.covariance = np.cov(x.T, bias=True)
