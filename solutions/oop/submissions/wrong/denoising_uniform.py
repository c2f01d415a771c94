"""Uniform noise with the right standard deviation.

fails: test_denoising_adds_noise
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * 3**0.5 * keras.random.uniform(ops.shape(x), -1, 1)
