"""NaN is replaced by 0 at the end: the mean is a number, and a wrong one.

fails: test_mended_has_no_nan
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def absorb(self, chunk):
        super().absorb(chunk)
        self.mean = np.nan_to_num(self.mean)
        self.scatter = np.nan_to_num(self.scatter)
