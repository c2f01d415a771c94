"""The next order is drawn at the end of a pass: who leaves a loop early gets the same order again.

fails: test_shuffled_loops_do_not_disturb_each_other
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    if not hasattr(self, "order"):
        self.order = self.rng.permutation(n) if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in self.order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
    if self.shuffle:
        self.order = self.rng.permutation(n)
