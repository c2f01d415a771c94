"""m and d are swapped.

fails: test_scotts_rule
"""
# %% kernel_density.fit
def fit(self, x):
    self.points = np.array(x)
    m, d = x.shape
    self.h = x.std(axis=0).mean() * d ** (-1 / (m + 4)) if self.bandwidth is None else self.bandwidth
    return self
