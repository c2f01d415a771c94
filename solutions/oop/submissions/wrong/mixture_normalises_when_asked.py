"""log_prob makes the weights sum to 1 for good: what is added later counts too much.

fails: test_mixture_weights_are_relative
"""
# %% mixture._shares
def _shares(self):
    self.weights = [w / sum(self.weights) for w in self.weights]
    return np.array(self.weights)
