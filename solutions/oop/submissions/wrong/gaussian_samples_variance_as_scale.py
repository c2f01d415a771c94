"""Variances for standard deviations.

fails: test_gaussian_samples_have_its_moments
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    return np.random.default_rng(seed).normal(self.mean, np.diag(self.covariance), size=(n, len(self.mean)))
