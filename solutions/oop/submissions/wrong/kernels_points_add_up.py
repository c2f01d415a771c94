"""A second fit adds its points to those of the first.

fails: test_kernels_fit_starts_afresh
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x) if self.points is None else np.concatenate([self.points, x])
    self.h = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4)) if self.bandwidth is None else self.bandwidth
    return self
