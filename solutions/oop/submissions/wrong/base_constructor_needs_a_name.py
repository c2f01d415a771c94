"""The base class has a constructor with an argument that nobody gives; the classes derived from it are right.

fails: test_complete_subclass_can_be_made
"""
# %% density_estimator
class DensityEstimator(abc.ABC):
    def __init__(self, name):
        self.name, self.history = name, []

    @abc.abstractmethod
    def fit(self, x): ...

    @abc.abstractmethod
    def log_prob(self, x): ...

    @abc.abstractmethod
    def sample(self, n, seed=None): ...

    def prob(self, x):
        return np.exp(self.log_prob(x))

    def score(self, x):
        return float(np.mean(self.log_prob(x)))

    def evaluate(self, x):
        self.history.append(self.score(x))
        return self.history[-1]

    @classmethod
    def from_data(cls, x, **options):
        return cls(**options).fit(x)
