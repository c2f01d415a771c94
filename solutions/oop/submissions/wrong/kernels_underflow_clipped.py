"""The logarithm of the mean of exp plus 1e-300: finite far from the data, but wrong.

fails: test_kernels_do_not_underflow
"""
# %% kernel_density.log_prob
def log_prob(self, x):
    m, d = self.points.shape
    squares = ((x[:, None, :] - self.points[None, :, :]) ** 2).sum(axis=2)
    kernels = -squares / (2 * self.h**2) - d * np.log(self.h) - d / 2 * np.log(2 * np.pi)
    return np.log(np.exp(kernels).mean(axis=1) + 1e-300)
