"""Noise is added in place to points, which whole numbers refuse.

fails: test_kernels_edges
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    chosen = self.points[rng.integers(len(self.points), size=n)]
    chosen += self.h * rng.normal(size=chosen.shape)
    return chosen
