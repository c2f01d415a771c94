"""Each component gives its share as if all weights were equal.

fails: test_mixture_samples_by_the_weights
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    counts = rng.multinomial(n, np.ones(len(w)) / len(w))
    return np.concatenate([c.sample(m, seed=int(rng.integers(2**32))) for c, m in zip(self.components, counts)])
