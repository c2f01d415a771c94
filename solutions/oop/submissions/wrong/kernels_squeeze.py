"""One point's log-density loses its axis.

fails: test_kernels_edges
"""
# %% kernel_density.log_prob
def log_prob(self, x):
    m, d = self.points.shape
    distances = ((x[:, None, :] - self.points[None, :, :]) ** 2).sum(axis=2)
    kernels = -distances / (2 * self.h**2) - d * np.log(self.h) - d / 2 * np.log(2 * np.pi)
    return logsumexp(kernels, axis=1).squeeze() - np.log(m)
