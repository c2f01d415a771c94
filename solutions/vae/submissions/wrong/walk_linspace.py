"""Only the ends of the values count: the rest is put in equal steps between them.

fails: test_walk_varies_one_coordinate
breaks: walk-takes-the-values
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.tile(np.asarray(z, dtype="float32"), (len(values), 1))
    walk[:, dim] = np.linspace(values[0], values[-1], len(values))
    return decoder(walk)
