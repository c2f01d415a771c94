"""DensityEstimator.__init__(self) by name, loops in plain Python, the old random interface."""
# %% gaussian
class Gaussian(DensityEstimator):
    def __init__(self, mean=None, covariance=None):
        DensityEstimator.__init__(self)
        if mean is not None:
            self.mean = np.asarray(mean)
        if covariance is not None:
            self.covariance = np.asarray(covariance)

    def fit(self, x):
        n, d = x.shape
        self.mean = np.array([sum(x[:, k]) / n for k in range(d)])
        self.covariance = np.zeros((d, d))
        for row in x:
            self.covariance += np.outer(row - self.mean, row - self.mean) / n
        self.covariance += 1e-6 * np.eye(d)
        return self

    def log_prob(self, x):
        inverse = np.linalg.inv(self.covariance)
        _, log_det = np.linalg.slogdet(self.covariance)
        constant = -0.5 * log_det - 0.5 * len(self.mean) * np.log(2 * np.pi)
        result = []
        for row in x:
            offset = row - self.mean
            result.append(constant - 0.5 * offset @ inverse @ offset)
        return np.array(result)

    def sample(self, n, seed=None):
        return np.random.RandomState(seed).multivariate_normal(self.mean, self.covariance, n)


# %% kernel_density
class KernelDensity(DensityEstimator):
    def __init__(self, bandwidth=None):
        DensityEstimator.__init__(self)
        self.given = bandwidth

    def fit(self, x):
        self.data = x.copy()
        if self.given is None:
            m, d = x.shape
            s = np.mean([np.sqrt(np.mean((x[:, k] - np.mean(x[:, k])) ** 2)) for k in range(d)])
            self.h = s / m ** (1 / (d + 4))
        else:
            self.h = self.given
        return self

    def log_prob(self, x):
        m, d = self.data.shape
        values = np.empty(len(x))
        for i, row in enumerate(x):
            exponents = -0.5 * np.sum(((row - self.data) / self.h) ** 2, axis=1)
            top = exponents.max()
            values[i] = top + np.log(np.exp(exponents - top).sum() / m)
        return values - 0.5 * d * np.log(2 * np.pi * self.h**2)

    def sample(self, n, seed=None):
        state = np.random.RandomState(seed)
        rows = [self.data[state.randint(len(self.data))] for _ in range(n)]
        return np.vstack(rows) + state.randn(n, self.data.shape[1]) * self.h


# %% mixture
class Mixture(DensityEstimator):
    def __init__(self, components=None, weights=None):
        DensityEstimator.__init__(self)
        self.parts = []
        for number, component in enumerate(components if components is not None else ()):
            self.parts.append((component, 1.0 if weights is None else weights[number]))

    @property
    def components(self):
        return [component for component, _ in self.parts]

    def add(self, component, weight=1.0):
        self.parts.append((component, weight))
        return self

    def log_prob(self, x):
        total = sum(weight for _, weight in self.parts)
        result = None
        for component, weight in self.parts:
            term = component.log_prob(x) + np.log(weight / total)
            result = term if result is None else np.logaddexp(result, term)
        return result

    def assign(self, x):
        best = [component.log_prob(x) + np.log(weight) for component, weight in self.parts]
        return np.array([max(range(len(best)), key=lambda k: best[k][i]) for i in range(len(x))])

    def fit(self, x, labels=None):
        if labels is None:
            [component.fit(x) for component, _ in self.parts]
            return self
        updated = []
        for k, (component, _) in enumerate(self.parts):
            chosen = np.where(labels == k)[0]
            component.fit(x[chosen])
            updated.append((component, len(chosen)))
        self.parts = updated
        return self

    def sample(self, n, seed=None):
        rng = np.random.default_rng(seed)
        w = np.array([weight for _, weight in self.parts], float)
        chosen = rng.choice(len(w), size=n, p=w / w.sum())
        points = [self.parts[k][0].sample(1, seed=int(rng.integers(1 << 30))) for k in chosen]
        return np.concatenate(points, axis=0)
