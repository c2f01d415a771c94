"""Gaussian in the coordinates of its eigenvectors; properties; the kernels by chunks; the constructors take more than they must."""
# %% gaussian
class Gaussian(DensityEstimator):
    def __init__(self, mean=None, covariance=None, *, ridge=1e-8):
        super().__init__()
        self.ridge = ridge
        self._mean = None if mean is None else np.asarray(mean, dtype="float64")
        self._covariance = None if covariance is None else np.asarray(covariance, dtype="float64")

    @property
    def mean(self):
        return self._mean

    @property
    def covariance(self):
        return self._covariance

    def fit(self, x):
        x = np.asarray(x, dtype="float64")
        n, d = x.shape
        mean = np.ones(n) @ x / n
        second = sum(np.outer(row - mean, row - mean) for row in x) / n
        self._mean, self._covariance = mean, second + self.ridge * np.identity(d)
        return self

    def log_prob(self, x):
        values, vectors = np.linalg.eigh(self._covariance)
        along = (np.asarray(x) - self._mean) @ vectors
        terms = along**2 / values + np.log(values) + np.log(2 * np.pi)
        return -terms.sum(axis=-1) / 2

    def sample(self, n, seed=None):
        values, vectors = np.linalg.eigh(self._covariance)
        noise = np.random.Generator(np.random.PCG64(seed)).standard_normal((len(values), n))
        return (vectors @ (np.sqrt(np.maximum(values, 0))[:, None] * noise)).T + self._mean


# %% kernel_density
class KernelDensity(DensityEstimator):
    def __init__(self, bandwidth=None, chunk=3):
        super().__init__()
        self.given, self.chunk = bandwidth, chunk

    def fit(self, x):
        self.points = np.array(x, dtype="float64", copy=True)
        m, d = self.points.shape
        self.h = self.given if self.given is not None else np.mean(np.std(self.points, axis=0)) / m ** (1 / (d + 4))
        return self

    def log_prob(self, x):
        out = np.empty(len(x))
        for start in range(0, len(x), self.chunk):
            part = slice(start, start + self.chunk)
            out[part] = self._some(np.asarray(x)[part])
        return out

    def _some(self, x):
        m, d = self.points.shape
        away = np.linalg.norm(x[:, None] - self.points, axis=-1) / self.h
        logs = np.full(len(x), -np.inf)
        for column in away.T:
            logs = np.logaddexp(logs, -(column**2) / 2)
        return logs - np.log(m) - d * np.log(self.h) - d * np.log(2 * np.pi) / 2

    def sample(self, n, seed=None):
        rng = np.random.default_rng(seed)
        rows = []
        for _ in range(n):
            rows.append(rng.normal(loc=rng.choice(self.points), scale=self.h))
        return np.reshape(rows, (n, self.points.shape[1]))
