"""The choice follows the seed, the noise does not.

fails: test_kernels_samples_follow_the_seed
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.integers(m, size=n)] + self.h * np.random.normal(size=(n, d))
