"""Any seed gives the same points.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(None if seed is None else 0)
    return rng.multivariate_normal(self.mean, self.covariance, size=n)
