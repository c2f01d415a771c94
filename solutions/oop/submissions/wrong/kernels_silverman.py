"""Silverman's rule for Scott's.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = x.std(axis=0).mean() * (m * (d + 2) / 4) ** (-1 / (d + 4)) if self.bandwidth is None else self.bandwidth
    return self
