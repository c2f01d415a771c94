"""The components follow the seed, the shares do not.

fails: test_mixture_samples_follow_the_seed
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    counts = np.random.default_rng().multinomial(n, w)
    seeds = rng.integers(2**32, size=len(w))
    return np.concatenate([c.sample(m, seed=int(s)) for c, m, s in zip(self.components, counts, seeds)])
