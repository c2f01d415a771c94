"""Each training point can be chosen only once: no more points than there are of these.

fails: test_kernels_samples
"""
# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    m, d = self.points.shape
    return self.points[rng.choice(m, size=n, replace=False)] + self.h * rng.normal(size=(n, d))
