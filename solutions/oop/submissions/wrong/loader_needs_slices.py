"""A slice of data is taken for a pair of arrays: a list of pairs does not work.

fails: test_loader_goes_through_the_data, test_loader_can_be_used_again, test_loops_do_not_disturb_each_other, test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    for start in range(0, n, self.batch_size):
        images, labels = self.data[start : start + self.batch_size]
        yield images, labels
