"""The noise is not scaled.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.integers(m, size=n)] + rng.normal(size=(n, d))
