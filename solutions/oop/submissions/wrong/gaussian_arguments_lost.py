"""The constructor does not keep mean and covariance.

fails: test_gaussian_has_a_log_density_per_point, test_gaussian_keeps_what_it_is_given
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    super().__init__()
    self.mean = self.covariance = None
