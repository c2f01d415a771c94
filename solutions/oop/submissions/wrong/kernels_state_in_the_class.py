"""fit writes the points to the class.

fails: test_kernels_objects_are_separate
"""
# %% kernel_density.__init__
points = None

def __init__(self, bandwidth=None):
    super().__init__()
    self.bandwidth = bandwidth
# %% kernel_density.fit
def fit(self, x):
    KernelDensity.points = np.array(x)
    self.h = x.std(axis=0).mean() * len(x) ** (-1 / (x.shape[1] + 4)) if self.bandwidth is None else self.bandwidth
    return self
