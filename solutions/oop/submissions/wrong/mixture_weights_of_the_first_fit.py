"""The shares are worked out at the first log_prob, and kept.

fails: test_mixture_weights_are_relative, test_mixture_learns_by_turns
"""
# %% mixture._shares
def _shares(self):
    if not hasattr(self, "_kept"):
        self._kept = np.array(self.weights, dtype=float) / np.sum(self.weights)
    return self._kept
