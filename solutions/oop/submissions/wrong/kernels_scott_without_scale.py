"""Scott's rule without the points' standard deviation.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = m ** (-1 / (d + 4)) if self.bandwidth is None else self.bandwidth
    return self
