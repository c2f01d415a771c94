"""The order is drawn once, in the constructor.

fails: test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.order = np.random.default_rng(seed).permutation(len(data))
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = self.order if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
