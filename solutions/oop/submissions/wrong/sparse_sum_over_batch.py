"""Summed over the batch.

fails: test_sparse_penalty
"""
# %% penalties.Sparse
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * ops.sum(ops.abs(h))
