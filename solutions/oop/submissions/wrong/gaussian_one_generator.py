"""The seed is looked at in the first call only: a generator is kept from then on.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    if not hasattr(self, "rng"):
        self.rng = np.random.default_rng(seed)
    return self.rng.multivariate_normal(self.mean, self.covariance, size=n)
