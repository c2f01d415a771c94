"""Each point is drawn by itself, with one seed per component: a component gives one point again and again.

fails: test_mixture_components_draw_apart
"""
# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    seeds = [int(s) for s in rng.integers(2**31, size=len(self.components))]
    chosen = rng.choice(len(self.components), size=n, p=self._shares())
    return np.concatenate([self.components[k].sample(1, seed=seeds[k]) for k in chosen])
