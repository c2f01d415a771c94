"""Noise in rows times L, not its transpose: the covariance of the points is another.

fails: test_gaussian_samples_have_its_moments
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    noise = np.random.default_rng(seed).normal(size=(n, len(self.mean)))
    return self.mean + noise @ np.linalg.cholesky(self.covariance)
