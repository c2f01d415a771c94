"""The noise by Box and Muller from uniform numbers; Sparse runs the encoder once more; optional parameters of the student's own."""
# %% penalties
class Sparse(Penalty):
    def __init__(self, weight, power=1):
        self.weight, self.power = weight, power

    def cost(self, encoder, x, h):
        code = encoder(x)
        return self.weight * tf.reduce_mean(tf.reduce_sum(tf.where(code < 0, -code, code) ** self.power, axis=-1))


class Denoising(Penalty):
    def __init__(self, stddev, seed=None):
        self.stddev = stddev
        self.generator = keras.random.SeedGenerator(seed)

    def corrupt(self, x):
        shape = ops.shape(x)
        u = keras.random.uniform(shape, minval=1e-7, maxval=1.0, seed=self.generator)
        v = keras.random.uniform(shape, seed=self.generator)
        return x + self.stddev * ops.sqrt(-2 * ops.log(u)) * ops.cos(2 * np.pi * v)


class Contractive(Penalty):
    def __init__(self, weight):
        self.weight = weight

    def cost(self, encoder, x, h):
        """One number of the code after the other: each has a gradient of its own."""
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            code = encoder(x)
            columns = [tf.reduce_sum(code[:, j]) for j in range(code.shape[-1])]
        total = 0.0
        for column in columns:
            total += tf.reduce_sum(tape.gradient(column, x) ** 2)
        return self.weight * total / tf.cast(tf.shape(x)[0], tf.float32)
