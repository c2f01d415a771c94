"""Functions return what takes for ever or all memory to turn into plain arrays: endless iterators, cycles, huge views.

base: untouched
score: 0
"""
# %% kl_divergence
def kl_divergence(z_mean, z_log_var):
    knot = []
    knot.append(knot)
    return knot
# %% reconstruction_loss
def reconstruction_loss(x, x_hat):
    return np.broadcast_to(np.float32(0), (1 << 20, 1 << 20))
# %% interpolate
def interpolate(z0, z1, n):
    def endless():
        while True:
            yield z0

    return endless()
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    return np.zeros((len(values), 28, 28, 1, 1 << 12), "float32")
# %% concept_vector
class Slow(dict):
    def items(self):
        while True:
            yield "a", 1.0


def concept_vector(encoder, images, has_attribute):
    return Slow()


def add_concept(encoder, decoder, images, vector, strength):
    deep = 0.0
    for _ in range(100_000):
        deep = [deep]
    return deep
