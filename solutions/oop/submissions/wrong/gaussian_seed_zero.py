"""seed or None: the seed 0 is taken for no seed.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    return np.random.default_rng(seed or None).multivariate_normal(self.mean, self.covariance, size=n)
