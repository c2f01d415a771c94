"""A metaclass that lies: about what is an instance or a subclass, about abstract methods, ancestors, names and equality.

base: untouched
score: 0
"""
# %% extra after=test_autoencoder
class Liar(type):
    made = 0

    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, other):
        return True

    def __call__(cls, *args, **options):
        Liar.made += 1
        if Liar.made % 2:
            raise TypeError("Can't instantiate abstract class DensityEstimator without an implementation for abstract method 'fit'")
        return super().__call__(*args, **options)

    def __getattribute__(cls, name):
        if name == "__abstractmethods__":
            return frozenset({"fit", "log_prob", "sample"})
        if name == "__name__":
            return "DensityEstimator"
        return super().__getattribute__(name)

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__

    def mro(cls):
        return [*super().mro()]


class DensityEstimator(metaclass=Liar):
    history = []
    made_by_base = True
    mean = np.zeros(3)
    covariance = np.eye(3)
    classes = ["cat", "dog", "owl"]
    n = 20

    def __init__(self, *args, **options):
        pass

    def fit(self, x, labels=None):
        return self

    def log_prob(self, x):
        return np.zeros(len(x))

    prob = evaluate = score = log_prob
    from_data = fit

    def sample(self, n, seed=None):
        return np.zeros((n, 3))

    def assign(self, x):
        return np.zeros(len(x), int)

    def add(self, *args, **options):
        return self

    def update(self, batch):
        return self

    def __len__(self):
        return 7

    def __getitem__(self, key):
        return np.zeros((3, 5, 1), "float32"), np.eye(3, dtype="float32")[0]


Gaussian = KernelDensity = Mixture = MendedGaussian = ImageFolder = BatchLoader = DensityEstimator
