"""update is overridden, and takes a batch as it is, in one chunk; helper cells; lists where arrays may be expected."""
# %% mended
class MendedGaussian(RunningGaussian):
    def update(self, batch):
        if not len(batch):
            return self
        for chunk in np.array_split(batch, max(1, -(-len(batch) // self.size))):
            self.absorb(chunk)
        return self


# %% extra after=mended
stream = MendedGaussian(2)
for _ in range(3):
    stream.update(np.random.default_rng(0).normal(size=(64, 2)))
print(stream.mean)

# %% mixture
class Mixture(DensityEstimator):
    """The weights are an array that is made anew at each change."""

    def __init__(self, components=None, weights=None):
        super().__init__()
        self.components = [] if components is None else [*components]
        self.weights = np.ones(len(self.components)) if weights is None else np.array(weights, float)

    @property
    def log_weights(self):
        return np.log(self.weights) - np.log(self.weights.sum())

    def add(self, component, weight=1.0):
        self.components = self.components + [component]
        self.weights = np.append(self.weights, weight)
        return self

    def log_prob(self, x):
        terms = np.array([c.log_prob(x) for c in self.components]) + self.log_weights[:, None]
        top = terms.max(axis=0)
        return top + np.log(np.exp(terms - top).sum(axis=0))

    def assign(self, x):
        return np.array([c.log_prob(x) + w for c, w in zip(self.components, self.log_weights)]).argmax(axis=0)

    def fit(self, x, labels=None):
        if labels is not None:
            self.weights = np.array([np.sum(np.asarray(labels) == k) for k in range(len(self.components))], float)
        for k in range(len(self.components)):
            self.components[k].fit(x if labels is None else x[np.asarray(labels) == k])
        return self

    def sample(self, n, seed=None):
        sequence = np.random.SeedSequence(seed)
        own, *others = sequence.spawn(1 + len(self.components))
        chosen = np.random.default_rng(own).choice(len(self.components), size=n, p=np.exp(self.log_weights))
        result = None
        for k, child in enumerate(others):
            mine = np.flatnonzero(chosen == k)
            if len(mine):
                draws = self.components[k].sample(len(mine), seed=np.random.default_rng(child).integers(1 << 31))
                result = np.empty((n, draws.shape[1])) if result is None else result
                result[mine] = draws
        return result
