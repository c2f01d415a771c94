"""Sequences and loaders whose loops never end, whose lengths are huge, negative or no numbers, and which grow as they are looked at.

base: untouched
score: 0
"""
# %% extra after=test_autoencoder
class Endless:
    def __init__(self, *args, **options):
        self.seen = []

    classes = property(lambda self: Endless())

    def __len__(self):
        self.seen.append(np.zeros(10_000))
        return (2**62, 0)[len(self.seen) % 2]

    def __iter__(self):
        return self

    def __next__(self):
        self.seen.append(np.zeros(10_000))
        return np.zeros((4, 2, 3, 1), "float32"), np.zeros((4, 11), "float32")

    def __getitem__(self, key):
        if isinstance(key, slice):
            return np.lib.stride_tricks.as_strided(np.zeros(1), (2**20, 2**20), (0, 0)), self
        return next(self)


class Negative(Endless):
    def __len__(self):
        return -1


ImageFolder, BatchLoader = Endless, Negative
