"""sample never looks at the seed.

fails: test_kernels_samples_follow_the_seed
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    rng = np.random.default_rng()
    return self.points[rng.integers(m, size=n)] + self.h * rng.normal(size=(n, d))
