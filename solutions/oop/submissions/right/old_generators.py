"""The old generators, RandomState, one for each call; the mixture draws all components' points and keeps some; state in dictionaries."""
# %% gaussian.sample
def sample(self, n, seed=None):
    return np.random.RandomState(seed).multivariate_normal(self.mean, self.covariance, size=n)


# %% kernel_density
class KernelDensity(DensityEstimator):
    def __init__(self, bandwidth=None):
        super().__init__()
        self.state = {"bandwidth": bandwidth}

    @property
    def h(self):
        return self.state["h"]

    def fit(self, x):
        self.state = {"bandwidth": self.state["bandwidth"], "points": np.copy(x)}
        h = self.state["bandwidth"]
        self.state["h"] = np.std(x, axis=0).mean() * x.shape[0] ** (-1 / (x.shape[1] + 4)) if h is None else h
        return self

    def log_prob(self, x):
        points, h = self.state["points"], self.h
        squares = (x**2).sum(1)[:, None] + (points**2).sum(1) - 2 * x @ points.T
        constant = -points.shape[1] * np.log(h * np.sqrt(2 * np.pi)) - np.log(len(points))
        return logsumexp(-squares / (2 * h * h) + constant, axis=1)

    def sample(self, n, seed=None):
        rng, points = np.random.RandomState(seed), self.state["points"]
        return points[rng.choice(len(points), n)] + self.h * rng.randn(n, points.shape[1])


# %% mixture.sample
def sample(self, n, seed=None):
    rng = np.random.default_rng(seed)
    shares = np.array(self.weights) / sum(self.weights)
    chosen = rng.choice(len(shares), size=n, p=shares)
    all_of_them = np.stack([c.sample(n, int(rng.integers(2**31))) for c in self.components])  # (K, n, d)
    return all_of_them[chosen, np.arange(n)]


# %% batch_loader
class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        self.seeds = np.random.SeedSequence(seed)

    def __len__(self):
        return len(range(0, len(self.data), self.batch_size))

    def __iter__(self):
        n = len(self.data)
        order = np.arange(n)
        if self.shuffle:
            order = np.random.default_rng(self.seeds.spawn(1)[0]).permutation(n)

        def batches():
            rest = [int(i) for i in order]
            while rest:
                now, rest[:] = rest[: self.batch_size], rest[self.batch_size :]
                images, labels = map(np.stack, zip(*(self.data[i] for i in now)))
                yield images, labels

        return batches()
