"""Numbers of a code larger than 1 count as 1.

fails: test_sparse_penalty_anywhere
"""
# %% penalties.cost
def cost(self, encoder, x, h):
    return self.weight * ops.mean(ops.sum(ops.minimum(ops.abs(h), 1.0), axis=1))
