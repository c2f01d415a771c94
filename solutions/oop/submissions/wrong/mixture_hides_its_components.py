"""The components are kept under another name, where nobody finds them.

fails: test_mixture_weights_are_relative
"""
# %% mixture
class Mixture(DensityEstimator):
    def __init__(self, components=None, weights=None):
        super().__init__()
        self.parts = list(components or [])
        self.w = [1.0] * len(self.parts) if weights is None else list(weights)

    def add(self, component, weight=1.0):
        self.parts.append(component)
        self.w.append(weight)
        return self

    def joint(self, x):
        columns = [component.log_prob(x) for component in self.parts]
        return np.stack(columns, axis=1) + np.log(np.array(self.w) / np.sum(self.w))

    def log_prob(self, x):
        return logsumexp(self.joint(x), axis=1)

    def assign(self, x):
        return np.argmax(self.joint(x), axis=1)

    def fit(self, x, labels=None):
        for k, component in enumerate(self.parts):
            component.fit(x if labels is None else x[labels == k])
        if labels is not None:
            self.w = [np.mean(labels == k) for k in range(len(self.parts))]
        return self

    def sample(self, n, seed=None):
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(n, np.array(self.w) / np.sum(self.w))
        seeds = rng.integers(2**32, size=len(counts))
        return np.concatenate([c.sample(m, seed=int(s)) for c, m, s in zip(self.parts, counts, seeds)])
