"""All passes read one array of numbers, which each pass shuffles in place at its start.

fails: test_shuffled_loops_do_not_disturb_each_other
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    if not hasattr(self, "order"):
        self.order = np.arange(n)
    if self.shuffle:
        self.rng.shuffle(self.order)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in self.order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
