"""log 2π without the factor d.

fails: test_gaussian_log_density
"""
# %% gaussian.log_prob
def log_prob(self, x):
    d = len(self.mean)
    centred = x - self.mean
    distances = np.einsum("ni,ij,nj->n", centred, np.linalg.inv(self.covariance), centred)
    log_det = np.linalg.slogdet(self.covariance)[1]
    return -0.5 * (distances + log_det + np.log(2 * np.pi))
