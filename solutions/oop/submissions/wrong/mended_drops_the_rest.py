"""Only full chunks: the points behind the last one are lost.

fails: test_mended_has_no_nan
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def chunks(self, batch):
        for start in range(0, len(batch) - self.size + 1, self.size):
            yield batch[start : start + self.size]
