"""Only two orders are drawn, and passes take them in turns.

fails: test_loader_shuffles
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    rng = np.random.default_rng(seed)
    self.orders, self.passes = [rng.permutation(len(data)) for _ in range(2)], 0
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    self.passes += 1
    order = self.orders[self.passes % 2] if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
