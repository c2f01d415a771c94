"""Uniform noise, scaled to the standard deviation h.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.integers(m, size=n)] + self.h * rng.uniform(-(3**0.5), 3**0.5, size=(n, d))
