"""The class is derived, but nothing is mended.

fails: test_mended_has_no_nan
"""
# %% mended
class MendedGaussian(RunningGaussian):
    pass
