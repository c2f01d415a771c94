"""Every component is given the mixture's own seed.

fails: test_mixture_components_draw_apart
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    counts = rng.multinomial(n, w)
    return np.concatenate([c.sample(m, seed=seed) for c, m in zip(self.components, counts)])
