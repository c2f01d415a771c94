"""The stream's fault is mended by leaving empty chunks out; a class of the student's own in between; the base class by ABCMeta."""
# %% mended
class Careful(RunningGaussian):
    def chunks(self, batch):
        yield from filter(len, super().chunks(batch))


class MendedGaussian(Careful):
    def __init__(self, dim, size=32, name="mended"):
        super().__init__(dim, size)
        self.name = name


# %% density_estimator
class DensityEstimator(metaclass=abc.ABCMeta):
    def __init__(self):
        self.history = list()

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
        return np.e ** self.log_prob(x)

    def score(self, x):
        logs = self.log_prob(x)
        return sum(logs) / len(logs)

    def evaluate(self, x):
        score = self.score(x)
        self.history = [*self.history, score]
        return score

    @classmethod
    def from_data(cls, x, **options):
        estimator = cls(**options)
        estimator.fit(x)
        return estimator
