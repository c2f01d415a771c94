"""Each coordinate is taken from another training point.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return np.stack([self.points[rng.integers(m, size=n), k] for k in range(d)], axis=1) + self.h * rng.normal(size=(n, d))
