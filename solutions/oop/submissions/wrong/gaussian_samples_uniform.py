"""Uniform noise, scaled to variance 1.

fails: test_gaussian_samples_have_its_moments
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    noise = np.random.default_rng(seed).uniform(-(3**0.5), 3**0.5, size=(n, len(self.mean)))
    return self.mean + noise @ np.linalg.cholesky(self.covariance).T
