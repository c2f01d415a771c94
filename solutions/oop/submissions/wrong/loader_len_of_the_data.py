"""The number of pairs, not of batches.

fails: test_loader_counts_its_batches
"""
# %% batch_loader.__len__
def __len__(self):
    return len(self.data)
