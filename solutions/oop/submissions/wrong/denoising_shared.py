"""All images of a batch get the same noise.

fails: test_denoising_adds_noise, test_denoising_noise_is_fresh
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * keras.random.normal(ops.shape(x)[1:])
