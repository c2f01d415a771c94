"""A shuffled pass draws pairs with replacement.

fails: test_loader_shuffles
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = self.rng.integers(n, size=n) if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
