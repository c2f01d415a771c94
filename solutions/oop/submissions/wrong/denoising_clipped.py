"""The noisy image is clipped.

fails: test_denoising_adds_noise
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return ops.clip(x + self.stddev * keras.random.normal(ops.shape(x)), 0, 1)
