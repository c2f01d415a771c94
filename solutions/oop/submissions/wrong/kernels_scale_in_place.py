"""log_prob divides the caller's array by h in place.

fails: test_kernels_edges, test_kernels_keep_a_copy
breaks: kernel-arrays-stay
"""
# %% kernel_density.log_prob
def log_prob(self, x):
    m, d = self.points.shape
    x /= self.h
    squares = ((x[:, None, :] - self.points[None, :, :] / self.h) ** 2).sum(axis=2)
    return logsumexp(-squares / 2 - d * np.log(self.h) - d / 2 * np.log(2 * np.pi), axis=1) - np.log(m)
