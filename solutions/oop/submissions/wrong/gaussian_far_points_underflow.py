"""The logarithm of the density, which is 0 far from the mean.

fails: test_gaussian_far_from_its_mean
"""
# %% gaussian.log_prob
def log_prob(self, x):
    difference = x - self.mean
    squares = np.einsum("ni,ij,nj->n", difference, np.linalg.inv(self.covariance), difference)
    log_det = np.linalg.slogdet(self.covariance)[1]
    with np.errstate(divide="ignore"):
        return np.log(np.exp(-0.5 * squares)) - 0.5 * (log_det + len(self.mean) * np.log(2 * np.pi))
