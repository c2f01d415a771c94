"""The absolute value is a root of squares, whose gradient is no number where a code is 0.

fails: test_sparse_penalty_anywhere
"""
# %% penalties
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.sqrt(ops.square(h)), axis=1))


class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * keras.random.normal(ops.shape(x))


class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        with tf.GradientTape() as tape:
            tape.watch(x)
            code = encoder(x)
        jacobian = tape.batch_jacobian(code, x)
        return self.weight * ops.mean(ops.sum(ops.square(jacobian), axis=(1, 2, 3, 4)))
