"""The components give rounded shares of the points, which are no random numbers.

fails: test_mixture_samples_by_the_weights
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    counts = np.floor(w * n).astype(int)
    counts[-1] += n - counts.sum()
    return np.concatenate([c.sample(m, seed=int(rng.integers(2**32))) for c, m in zip(self.components, counts)])
