"""The order is that of the data backwards.

fails: test_loader_goes_through_the_data, test_loader_can_be_used_again, test_loops_do_not_disturb_each_other
breaks: loader-order
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = self.rng.permutation(n) if self.shuffle else np.arange(n)[::-1]
    for start in range(0, n, self.batch_size):
        images, labels = zip(*[self.data[int(i)] for i in order[start : start + self.batch_size]])
        yield np.stack(images), np.stack(labels)
