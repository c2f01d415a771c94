"""Denoising adds something to the loss too.

fails: test_penalties_are_interchangeable
"""
# %% penalties.Denoising
class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * keras.random.normal(ops.shape(x))

    def cost(self, encoder, x, h):
        return self.stddev * ops.mean(ops.square(h))
