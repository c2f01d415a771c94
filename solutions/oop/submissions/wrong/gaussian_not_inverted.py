"""Distances are measured with the covariance, not its inverse.

fails: test_gaussian_log_density
"""
# %% gaussian.log_prob
def log_prob(self, x):
    centred = x - self.mean
    distances = np.einsum("ni,ij,nj->n", centred, self.covariance, centred)
    return -0.5 * (distances + np.linalg.slogdet(self.covariance)[1] + len(self.mean) * np.log(2 * np.pi))
