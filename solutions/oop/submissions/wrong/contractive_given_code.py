"""Takes the derivative of the h it was given, which the tape has not seen: there is none.

fails: test_contractive_penalty
"""
# %% penalties.Contractive
class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        with tf.GradientTape() as tape:
            tape.watch(x)
        return self.weight * ops.mean(ops.sum(ops.square(tape.batch_jacobian(h, x)), axis=(1, 2, 3, 4)))
