"""The bandwidth is taken for the variance.

fails: test_kernels_log_density
"""
# %% kernel_density.log_prob
def log_prob(self, x):
    m, d = self.points.shape
    squares = ((x[:, None, :] - self.points[None, :, :]) ** 2).sum(axis=2)
    kernels = -squares / (2 * self.h**2) - d * np.log(self.h) - d / 2 * np.log(2 * np.pi)
    return logsumexp(-squares / (2 * self.h) - d / 2 * np.log(self.h) - d / 2 * np.log(2 * np.pi), axis=1) - np.log(m)
