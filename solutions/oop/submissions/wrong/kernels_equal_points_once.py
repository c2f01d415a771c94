"""fit keeps equal points once.

fails: test_kernels_log_density
"""
# %% kernel_density.fit
    def fit(self, x):
        x = np.unique(np.array(x, dtype=float), axis=0)
        self.points = x
        m, d = x.shape
        self.h = self.bandwidth if self.bandwidth is not None else x.std(axis=0).mean() * m ** (-1 / (d + 4))
        return self
