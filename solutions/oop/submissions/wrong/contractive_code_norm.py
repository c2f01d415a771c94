"""The code's size, not its derivative.

fails: test_contractive_penalty
"""
# %% penalties.Contractive
class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.square(h), axis=1))
