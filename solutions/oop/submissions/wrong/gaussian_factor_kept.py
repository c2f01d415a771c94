"""The Cholesky factor is worked out once, and kept when the Gaussian is fitted again.

fails: test_gaussian_fit_starts_afresh
"""
# %% gaussian.log_prob
def log_prob(self, x):
    if not hasattr(self, "factor"):
        self.factor = np.linalg.cholesky(self.covariance)
    whitened = np.linalg.solve(self.factor, (x - self.mean).T)
    log_det = 2 * np.log(np.diag(self.factor)).sum()
    return -0.5 * ((whitened**2).sum(axis=0) + log_det + len(self.mean) * np.log(2 * np.pi))
