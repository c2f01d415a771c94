"""The generator is made once, in the constructor: a loader for one loop.

fails: test_loader_can_be_used_again, test_loops_do_not_disturb_each_other, test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader
class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        self.rng = np.random.default_rng(seed)
        self.batches = self._go()

    def __len__(self):
        return -(-len(self.data) // self.batch_size)

    def __iter__(self):
        return self.batches

    def _go(self):
        n = len(self.data)
        order = self.rng.permutation(n) if self.shuffle else np.arange(n)
        for start in range(0, n, self.batch_size):
            images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
            yield np.stack(images), np.stack(labels)
