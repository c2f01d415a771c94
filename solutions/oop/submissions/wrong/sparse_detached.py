"""The code is detached.

fails: test_sparse_penalty_anywhere, test_penalties_have_gradients
"""
# %% penalties.Sparse
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.abs(ops.stop_gradient(h)), axis=1))
