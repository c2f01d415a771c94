"""A single draw is (d,), not (1, d).

fails: test_gaussian_edges
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    noise = np.random.default_rng(seed).normal(size=(n, len(self.mean)))
    return np.squeeze(self.mean + noise @ np.linalg.cholesky(self.covariance).T)
