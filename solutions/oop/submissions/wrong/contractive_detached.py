"""The Jacobian is detached: the encoder cannot learn from it.

fails: test_penalties_have_gradients
"""
# %% penalties.Contractive
class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            code = encoder(x)
        jacobian = tape.batch_jacobian(code, x)
        return self.weight * ops.mean(ops.sum(ops.square(ops.stop_gradient(jacobian)), axis=(1, 2, 3, 4)))
