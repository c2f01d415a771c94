"""Only positive noise.

fails: test_denoising_adds_noise
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * ops.abs(keras.random.normal(ops.shape(x)))
