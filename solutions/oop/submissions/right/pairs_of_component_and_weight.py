"""The mixture keeps pairs, and shows components as a property; each point is drawn by itself, with a seed of its own."""
# %% mixture
class Mixture(DensityEstimator):
    def __init__(self, components=None, weights=None):
        super().__init__()
        self._pairs = []
        components = [] if components is None else components
        for component, weight in zip(components, [1] * len(components) if weights is None else weights):
            self.add(component, weight)

    @property
    def components(self):
        return [component for component, _ in self._pairs]

    @property
    def weights(self):
        total = sum(weight for _, weight in self._pairs)
        return [weight / total for _, weight in self._pairs]

    def add(self, component, weight=1.0):
        self._pairs.append((component, weight))
        return self

    def log_prob(self, x):
        return np.logaddexp.reduce(self._rows(x))

    def _rows(self, x):
        return [np.log(w) + c.log_prob(x) for c, w in zip(self.components, self.weights)]

    def assign(self, x):
        best = [0] * len(x)
        rows = self._rows(x)
        for i in range(len(x)):
            best[i] = max(range(len(rows)), key=lambda k: rows[k][i])
        return best

    def fit(self, x, labels=None):
        if labels is None:
            [component.fit(x) for component in self.components]
        else:
            pairs, self._pairs = self._pairs, []
            for k, (component, _) in enumerate(pairs):
                mine = np.flatnonzero(labels == k)
                component.fit(x[mine])
                self.add(component, len(mine) / len(labels))
        return self

    def sample(self, n, seed=None):
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(self._pairs), size=n, p=self.weights)
        seeds = rng.integers(2**31, size=n)
        return np.concatenate([self.components[k].sample(1, int(s)) for k, s in zip(chosen, seeds)])
