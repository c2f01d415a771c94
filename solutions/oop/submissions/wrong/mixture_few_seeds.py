"""The components' seeds are drawn from ten numbers.

fails: test_mixture_components_draw_apart
says: there are too few seeds
"""
# %% mixture.sample
    def sample(self, n, seed=None):
        rng = np.random.default_rng(seed)
        w = np.array(self.weights, float) / np.sum(self.weights)
        counts = rng.multinomial(n, w)
        return np.concatenate([c.sample(int(k), seed=int(rng.integers(10))) for c, k in zip(self.components, counts) if k])
