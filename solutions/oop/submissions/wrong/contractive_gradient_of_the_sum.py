"""tape.gradient adds up the derivatives of the code's numbers before they are squared.

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
        slope = tape.gradient(code, x)
        return self.weight * ops.mean(ops.sum(ops.square(slope), axis=(1, 2, 3)))
