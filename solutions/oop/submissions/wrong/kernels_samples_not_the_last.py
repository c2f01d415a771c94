"""The last training point is never chosen.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.integers(m - 1, size=n)] + self.h * rng.normal(size=(n, d))
