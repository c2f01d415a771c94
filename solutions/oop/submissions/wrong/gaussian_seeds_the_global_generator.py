"""sample seeds numpy's global generator, and with it what everybody else draws.

fails: test_gaussian_samples_follow_the_seed
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    np.random.seed(seed)
    return np.random.multivariate_normal(self.mean, self.covariance, size=n)
