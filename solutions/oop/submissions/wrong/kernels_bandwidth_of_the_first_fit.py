"""The rule's bandwidth is kept as if it had been given: a second fit uses that of the first.

fails: test_kernels_fit_starts_afresh
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    if self.bandwidth is None:
        self.bandwidth = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4))
    self.h = self.bandwidth
    return self
