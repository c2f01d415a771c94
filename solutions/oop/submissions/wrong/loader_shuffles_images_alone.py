"""Images are shuffled, labels stay in their order.

fails: test_loader_shuffles, test_loader_follows_the_seed
"""
# %% batch_loader.__iter__
def __iter__(self):
    n = len(self.data)
    order = self.rng.permutation(n) if self.shuffle else np.arange(n)
    for start in range(0, n, self.batch_size):
        chosen = range(start, min(start + self.batch_size, n))
        yield np.stack([self.data[int(order[i])][0] for i in chosen]), np.stack([self.data[i][1] for i in chosen])
