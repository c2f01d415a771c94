"""The noise is scaled by the variance.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.integers(m, size=n)] + self.h**2 * rng.normal(size=(n, d))
