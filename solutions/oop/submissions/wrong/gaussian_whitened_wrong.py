"""Solves with the upper factor, so that the distances are those of another matrix.

fails: test_gaussian_log_density
"""
# %% gaussian.log_prob
def log_prob(self, x):
    factor = np.linalg.cholesky(self.covariance)
    whitened = np.linalg.solve(factor.T, (x - self.mean).T)
    log_det = 2 * np.log(np.diag(factor)).sum()
    return -0.5 * ((whitened**2).sum(axis=0) + log_det + len(self.mean) * np.log(2 * np.pi))
