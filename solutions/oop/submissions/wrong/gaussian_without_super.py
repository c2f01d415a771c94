"""The constructor does not call that of the base class.

fails: test_gaussian_is_a_density_estimator
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    self.mean, self.covariance = mean, covariance
