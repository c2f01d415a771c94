"""The shares follow the seed, but the components are given none.

fails: test_mixture_samples_follow_the_seed
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    counts = rng.multinomial(n, w)
    return np.concatenate([c.sample(m) for c, m in zip(self.components, counts)])
