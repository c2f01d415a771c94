"""corrupt returns the image.

fails: test_denoising_adds_noise, test_denoising_noise_is_fresh
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x
