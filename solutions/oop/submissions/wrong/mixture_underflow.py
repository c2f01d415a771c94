"""The logarithm of the weighted sum of densities, which underflows.

fails: test_mixture_does_not_underflow
"""
# %% mixture.log_prob
def log_prob(self, x):
    logs = np.stack([c.log_prob(x) for c in self.components], axis=1)
    w = np.array(self.weights) / np.sum(self.weights)
    return np.log(np.exp(logs) @ w)
