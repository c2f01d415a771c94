"""The fault is mended for two coordinates alone.

fails: test_mended_is_used_as_before
"""
# %% mended
class MendedGaussian(RunningGaussian):
    def absorb(self, chunk):
        if len(chunk):
            super().absorb(np.asarray(chunk).reshape(-1, 2))
