"""The points are weighted means of the components' points.

fails: test_mixture_samples_by_the_weights, test_mixture_components_draw_apart
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    return sum(share * c.sample(n, seed=int(rng.integers(2**32))) for share, c in zip(w, self.components))
