"""The standard deviation of all numbers, not per coordinate.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = x.std() * m ** (-1 / (d + 4)) if self.bandwidth is None else self.bandwidth
    return self
