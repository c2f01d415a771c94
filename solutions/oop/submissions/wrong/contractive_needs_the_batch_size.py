"""The images are gone through in Python, by a number that in fit is None.

fails: test_costs_work_in_fit
"""
# %% penalties
class Sparse(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        return self.weight * ops.mean(ops.sum(ops.abs(h), axis=1))


class Denoising(Penalty):
    def __init__(self, stddev):
        self.stddev = stddev

    def corrupt(self, x):
        return x + self.stddev * keras.random.normal(ops.shape(x))


class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        total = 0.0
        for b in range(x.shape[0]):
            image = x[b : b + 1]
            with tf.GradientTape() as tape:
                tape.watch(image)
                code = encoder(image)
            total += ops.sum(ops.square(tape.batch_jacobian(code, image)))
        return self.weight * total / x.shape[0]
