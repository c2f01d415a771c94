"""Without shuffle the data are sliced, which not all can be as a list can.

fails: test_loader_goes_through_the_data
breaks: loader-any-sequence
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = self.rng.permutation(n)
    for start in range(0, n, self.batch_size):
        stop = start + self.batch_size
        pairs = [self.data[int(i)] for i in order[start:stop]] if self.shuffle else self.data[start:stop]
        yield np.stack([image for image, _ in pairs]), np.stack([label for _, label in pairs])
