"""The seed goes to numpy's global generator: two loaders that go side by side draw from one.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    np.random.seed(seed)
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = np.random.permutation(n) if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
