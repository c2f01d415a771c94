"""fit does not return self.

fails: test_kernels_objects_are_separate
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    self.h = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4)) if self.bandwidth is None else self.bandwidth
