"""Each pass makes its generator anew from the seed: with a seed, all passes are alike.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle, self.seed = data, batch_size, shuffle, seed
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = np.random.default_rng(self.seed).permutation(n) if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
