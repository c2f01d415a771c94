"""One point's log-density loses its axis.

fails: test_gaussian_edges
"""
# %% gaussian.log_prob
def log_prob(self, x):
    difference = x - self.mean
    squares = np.einsum("ni,ij,nj->n", difference, np.linalg.inv(self.covariance), difference)
    log_det = np.linalg.slogdet(self.covariance)[1]
    return np.squeeze(-0.5 * (squares + log_det + len(self.mean) * np.log(2 * np.pi)))
