"""fit keeps the caller's array itself, not a copy.

fails: test_kernels_keep_a_copy
breaks: kernel-copy
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.asarray(x)
    self.h = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4)) if self.bandwidth is None else self.bandwidth
    return self
