"""Batches longer than a chunk lose the points behind the last full one.

fails: test_mended_has_no_nan
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def chunks(self, batch):
        whole = max(len(batch) // self.size * self.size, min(len(batch), self.size))
        for start in range(0, whole, self.size):
            yield batch[start : start + self.size]
