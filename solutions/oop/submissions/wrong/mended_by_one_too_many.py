"""len(batch) - 1 for len(batch): a last chunk of one point is lost.

fails: test_mended_keeps_what_was_right, test_mended_takes_empty_batches
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def chunks(self, batch):
        for start in range(0, len(batch) - 1, self.size):
            yield batch[start : start + self.size]
