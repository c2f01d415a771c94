"""The base class has helpers of the student's own, which the derived classes need; an extra exception class; type hints."""
# %% extra after=
class NotFitted(RuntimeError):
    """Asked before it was fitted."""


# %% density_estimator
class DensityEstimator(abc.ABC):
    def __init__(self) -> None:
        self.history: list[float] = []

    @staticmethod
    def points_of(x) -> np.ndarray:
        x = np.array(x, dtype=np.float64)
        if x.ndim != 2:
            raise ValueError("points are rows of an array with two axes")
        return x

    @staticmethod
    def rng_of(seed) -> np.random.Generator:
        return seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)

    def need(self, *names: str) -> None:
        if any(getattr(self, name, None) is None for name in names):
            raise NotFitted(type(self).__name__)

    @abc.abstractmethod
    def fit(self, x: np.ndarray) -> "DensityEstimator": ...

    @abc.abstractmethod
    def log_prob(self, x: np.ndarray) -> np.ndarray: ...

    @abc.abstractmethod
    def sample(self, n: int, seed: int | None = None) -> np.ndarray: ...

    def prob(self, x):
        return np.exp(self.log_prob(x))

    def score(self, x):
        return self.log_prob(x).mean()

    def evaluate(self, x):
        self.history.append(np.mean(self.log_prob(x)))
        return self.history[-1]

    @classmethod
    def from_data(cls, x, **options):
        return cls(**options).fit(x)

    def __repr__(self):
        return f"{type(self).__name__}()"


# %% gaussian
class Gaussian(DensityEstimator):
    def __init__(self, mean=None, covariance=None):
        super().__init__()
        self.mean = mean
        self.covariance = covariance

    def fit(self, x):
        x = self.points_of(x)
        self.mean, self.covariance = x.mean(0), np.atleast_2d(np.cov(x.T, ddof=0))
        return self

    @property
    def root(self):
        self.need("mean", "covariance")
        return np.linalg.cholesky(self.covariance)

    def log_prob(self, x):
        L = self.root
        z = np.linalg.solve(L, (self.points_of(x) - self.mean).T)
        return -0.5 * (z * z).sum(0) - np.log(np.diagonal(L)).sum() - 0.5 * z.shape[0] * np.log(2 * np.pi)

    def sample(self, n, seed=None):
        eps = self.rng_of(seed).normal(size=(len(self.mean), n))
        return (np.asarray(self.mean)[:, None] + self.root @ eps).T


# %% kernel_density
class KernelDensity(DensityEstimator):
    """Kernels, as a mixture of Gaussians with one covariance."""

    def __init__(self, bandwidth=None):
        super().__init__()
        self._bandwidth = bandwidth
        self._points = None

    def fit(self, x):
        self._points = self.points_of(x)
        return self

    @property
    def h(self):
        self.need("_points")
        m, d = self._points.shape
        return self._bandwidth or self._points.std(axis=0).mean() * m ** (-1.0 / (d + 4))

    def log_prob(self, x):
        parts = [Gaussian(p, self.h**2 * np.eye(len(p))).log_prob(x) for p in self._points]
        return np.logaddexp.reduce(parts, axis=0) - np.log(len(parts))

    def sample(self, n, seed=None):
        rng = self.rng_of(seed)
        return rng.choice(self._points, size=n) + rng.normal(scale=self.h, size=(n, self._points.shape[1]))
