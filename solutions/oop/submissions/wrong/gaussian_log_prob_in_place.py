"""log_prob centres the caller's array in place.

fails: test_gaussian_edges, test_gaussian_leaves_arrays_alone
"""
# %% gaussian.log_prob
def log_prob(self, x):
    x -= self.mean
    distances = np.einsum("ni,ij,nj->n", x, np.linalg.inv(self.covariance), x)
    return -0.5 * (distances + np.linalg.slogdet(self.covariance)[1] + len(self.mean) * np.log(2 * np.pi))
