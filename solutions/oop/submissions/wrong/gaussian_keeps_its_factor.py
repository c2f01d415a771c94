"""The Cholesky factor is computed once, at the first draw.

fails: test_gaussian_fit_starts_afresh
says: it draws other points
"""
# %% gaussian.sample
    def sample(self, n, seed=None):
        if not hasattr(self, "factor"):
            self.factor = np.linalg.cholesky(self.covariance)
        return self.mean + np.random.default_rng(seed).normal(size=(n, len(self.mean))) @ self.factor.T
