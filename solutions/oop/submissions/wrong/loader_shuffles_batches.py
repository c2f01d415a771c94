"""Whole batches are shuffled, not the pairs.

fails: test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    starts = np.arange(0, n - n % self.batch_size, self.batch_size)
    starts = [*(self.rng.permutation(starts) if self.shuffle else starts), *([n - n % self.batch_size] if n % self.batch_size else [])]
    for start in starts:
        images, labels = zip(*[self.data[int(i)] for i in range(start, min(start + self.batch_size, n))])
        yield np.stack(images), np.stack(labels)
