"""Noise times the covariance itself.

fails: test_gaussian_samples_have_its_moments
"""
# %% gaussian.sample
def sample(self, n, seed=None):
    noise = np.random.default_rng(seed).normal(size=(n, len(self.mean)))
    return self.mean + noise @ self.covariance
