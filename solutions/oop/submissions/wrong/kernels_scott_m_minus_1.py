"""The standard deviation is divided by m - 1.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = x.std(axis=0, ddof=1).mean() * m ** (-1 / (d + 4)) if self.bandwidth is None else self.bandwidth
    return self
