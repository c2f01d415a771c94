"""A second fit forgets the bandwidth that was given.

fails: test_kernels_fit_starts_afresh
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    if self.bandwidth is None:
        self.h = x.std(axis=0).mean() * m ** (-1 / (d + 4))
    else:
        self.h, self.bandwidth = self.bandwidth, None
    return self
