"""The weight is missing.

fails: test_contractive_penalty
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
        return ops.mean(ops.sum(ops.square(jacobian), axis=(1, 2, 3, 4)))
