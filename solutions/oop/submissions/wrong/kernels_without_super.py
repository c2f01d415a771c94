"""The constructor does not call that of the base class.

fails: test_kernels_are_a_density_estimator
"""
# %% kernel_density.__init__
def __init__(self, bandwidth=None):
    self.bandwidth, self.points, self.h = bandwidth, None, None
