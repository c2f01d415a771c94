"""The sum is over the points.

fails: test_mixture_has_a_log_density_per_point
"""
# %% mixture.log_prob
def log_prob(self, x):
    logs = np.stack([c.log_prob(x) for c in self.components], axis=1)
    w = np.array(self.weights) / np.sum(self.weights)
    return logsumexp(logs + np.log(w), axis=0)
