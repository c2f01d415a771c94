"""The coordinates of the points are drawn independently.

fails: test_gaussian_samples_have_its_moments
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    scale = np.sqrt(np.diag(self.covariance))
    return np.random.default_rng(seed).normal(self.mean, scale, size=(n, len(self.mean)))
