"""All points of a call come from one component, drawn at random.

fails: test_mixture_samples_by_the_weights, test_mixture_components_draw_apart
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    w = np.array(self.weights) / np.sum(self.weights)
    return self.components[rng.choice(len(w), p=w)].sample(n, seed=int(rng.integers(2**32)))
