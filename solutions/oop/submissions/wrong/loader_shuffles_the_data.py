"""The caller's own data are shuffled in place.

fails: test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    if self.shuffle:
        order = self.rng.permutation(n)
        self.data[:] = [self.data[int(i)] for i in order]
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[i] for i in range(start, min(start + self.batch_size, n))])
        yield np.stack(images), np.stack(labels)
