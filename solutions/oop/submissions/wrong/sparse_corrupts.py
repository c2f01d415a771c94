"""Sparse also shows the encoder noise.

fails: test_penalties_are_interchangeable
"""
# %% penalties.Sparse
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def corrupt(self, x):
        return x + 0.1 * keras.random.normal(ops.shape(x))

    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.abs(h), axis=1))
