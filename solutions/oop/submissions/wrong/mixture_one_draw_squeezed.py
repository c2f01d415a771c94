"""A single draw is (d,), not (1, d).

fails: test_mixture_samples_by_the_weights
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(n, self._shares())
    seeds = rng.integers(2**32, size=len(counts))
    draws = [c.sample(m, seed=int(s)) for c, m, s in zip(self.components, counts, seeds) if m]
    return np.concatenate(draws).squeeze()
