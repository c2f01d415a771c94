"""Deviations from the mean are kept as numbers of the points' own kind: whole numbers lose their fractions.

fails: test_gaussian_edges
"""
# %% gaussian.fit
def fit(self, x):
    self.mean = x.mean(axis=0)
    centred = np.empty_like(x)
    centred[:] = x - self.mean
    self.covariance = centred.T @ centred / len(x) + 1e-9 * np.eye(x.shape[1])
    return self
