"""The place of the loop is kept in the loader and never set back: a second loop is empty.

fails: test_loader_can_be_used_again, test_loops_do_not_disturb_each_other, test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader
class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
        self.rng = np.random.default_rng(seed)
        self.start()

    def start(self):
        n = len(self.data)
        self.place, self.order = 0, self.rng.permutation(n) if self.shuffle else np.arange(n)

    def __len__(self):
        return -(-len(self.data) // self.batch_size)

    def __iter__(self):
        return self

    def __next__(self):
        chosen = self.order[self.place : self.place + self.batch_size]
        if not len(chosen):
            raise StopIteration
        self.place += self.batch_size
        images, labels = zip(*[self.data[int(i)] for i in chosen])
        return np.stack(images), np.stack(labels)
