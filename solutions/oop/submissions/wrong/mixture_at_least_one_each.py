"""Every component gives at least one point, however few are asked for.

fails: test_mixture_samples_by_the_weights
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    counts = np.maximum(rng.multinomial(n, self._shares()), 1)
    seeds = rng.integers(2**32, size=len(counts))
    return np.concatenate([c.sample(m, seed=int(s)) for c, m, s in zip(self.components, counts, seeds)])
