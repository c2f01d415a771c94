"""sample draws from a fresh generator, and never looks at the seed.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    return np.random.default_rng().multivariate_normal(self.mean, self.covariance, size=n)
