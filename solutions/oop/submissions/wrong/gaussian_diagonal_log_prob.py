"""The coordinates are treated as independent.

fails: test_gaussian_log_density
"""
# %% gaussian.log_prob
def log_prob(self, x):
    variance = np.diag(self.covariance)
    return -0.5 * ((x - self.mean) ** 2 / variance + np.log(2 * np.pi * variance)).sum(axis=1)
