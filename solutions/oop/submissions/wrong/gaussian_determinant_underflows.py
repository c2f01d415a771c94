"""The logarithm of np.linalg.det, which is 0 or infinite in many dimensions.

fails: test_gaussian_in_many_dimensions
"""
# %% gaussian.log_prob
def log_prob(self, x):
    centred = x - self.mean
    distances = (centred @ np.linalg.inv(self.covariance) * centred).sum(axis=1)
    return -0.5 * (distances + np.log(np.linalg.det(self.covariance)) + len(self.mean) * np.log(2 * np.pi))
