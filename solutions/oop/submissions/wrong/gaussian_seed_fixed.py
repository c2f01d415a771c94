"""Without a seed it takes 0, so that two calls give the same points.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    seed = -1 if seed is None else seed
    return np.random.default_rng(seed + 1).multivariate_normal(self.mean, self.covariance, size=n)
