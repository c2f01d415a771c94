"""The exponent of one dimension, -1/5, in all.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = x.std(axis=0).mean() * m ** (-1 / 5) if self.bandwidth is None else self.bandwidth
    return self
