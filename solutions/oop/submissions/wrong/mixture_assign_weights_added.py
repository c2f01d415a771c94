"""assign adds weights to log-densities.

fails: test_assign_finds_the_most_probable_component
"""
# %% mixture.assign
def assign(self, x):
    logs = np.stack([c.log_prob(x) for c in self.components], axis=1)
    w = np.array(self.weights) / np.sum(self.weights)
    return np.argmax(logs + w, axis=1)
