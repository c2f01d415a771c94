"""The number of batches is rounded, up or down.

fails: test_loader_counts_its_batches
"""
# %% batch_loader.__len__
def __len__(self):
    return round(len(self.data) / self.batch_size)
