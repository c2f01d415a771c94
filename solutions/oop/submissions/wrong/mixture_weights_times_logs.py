"""The weighted mean of the log-densities.

fails: test_mixture_log_density, test_mixture_grows_by_itself, test_mixture_fits_its_components
"""
# %% mixture.log_prob
def log_prob(self, x):
    logs = np.stack([c.log_prob(x) for c in self.components], axis=1)
    w = np.array(self.weights) / np.sum(self.weights)
    return logs @ w
