"""ABCMeta instead of ABC, abstract methods that raise as well, a mixin for the generator, several base classes."""
# %% density_estimator
class DensityEstimator(metaclass=abc.ABCMeta):
    """Base."""

    def __init__(self, **ignored):
        super().__init__()
        self._history = list()

    @property
    def history(self):
        return self._history

    @abc.abstractmethod
    def fit(self, x):
        raise NotImplementedError

    @abc.abstractmethod
    def log_prob(self, x):
        raise NotImplementedError

    @abc.abstractmethod
    def sample(self, n, seed=None):
        raise NotImplementedError

    def prob(self, x):
        return np.array([np.exp(value) for value in self.log_prob(x)])

    def score(self, x):
        values = self.log_prob(x)
        return sum(values) / len(values)

    def evaluate(self, x):
        result = self.score(x)
        self._history += [result]
        return result

    @classmethod
    def from_data(cls, x, **options):
        made = cls(**options)
        made.fit(x)
        return made


# %% extra after=test_density_estimator
class Draws:
    """Who draws random numbers."""

    def generator(self, seed):
        return np.random.Generator(np.random.PCG64(seed))


# %% gaussian
class Gaussian(Draws, DensityEstimator):
    def __init__(self, mean=None, covariance=None):
        super().__init__()
        self.mean, self.covariance = mean, covariance

    def fit(self, x):
        n = x.shape[0]
        self.mean = x.sum(0) / n
        self.covariance = (x.T @ x) / n - np.outer(self.mean, self.mean)
        return self

    def log_prob(self, x):
        z = x - self.mean
        sign, log_det = np.linalg.slogdet(2 * np.pi * np.asarray(self.covariance))
        return -0.5 * (np.sum(z * np.linalg.solve(self.covariance, z.T).T, axis=-1) + log_det)

    def sample(self, n, seed=None):
        values, vectors = np.linalg.eigh(self.covariance)
        root = (vectors * np.sqrt(values)) @ vectors.T  # symmetric root
        return self.generator(seed).standard_normal((n, len(values))) @ root + self.mean


# %% kernel_density.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    return np.array([rng.normal(self.points[rng.choice(len(self.points))], self.h) for _ in range(n)])
