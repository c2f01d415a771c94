"""The weight is missing.

fails: test_sparse_penalty
"""
# %% penalties.Sparse
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return ops.mean(ops.sum(ops.abs(h), axis=1))
