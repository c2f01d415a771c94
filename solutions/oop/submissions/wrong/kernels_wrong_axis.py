"""The sum is over the points, not over the training points.

fails: test_kernels_have_a_log_density_per_point
"""
# %% kernel_density.log_prob
def log_prob(self, x):
    m, d = self.points.shape
    squares = ((x[:, None, :] - self.points[None, :, :]) ** 2).sum(axis=2)
    kernels = -squares / (2 * self.h**2) - d * np.log(self.h) - d / 2 * np.log(2 * np.pi)
    return logsumexp(kernels, axis=0) - np.log(m)
