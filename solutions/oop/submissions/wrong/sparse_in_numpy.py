"""Computed in numpy: no gradient comes through.

fails: test_penalties_have_gradients, test_sparse_penalty_anywhere
"""
# %% penalties.Sparse
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return tf.constant(self.weight * np.mean(np.sum(np.abs(np.asarray(h)), axis=1)))
