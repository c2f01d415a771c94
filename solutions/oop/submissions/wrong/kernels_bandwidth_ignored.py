"""A bandwidth that is given is not used.

fails: test_kernels_log_density, test_scotts_rule, test_kernels_samples
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    self.h = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4))
    return self
