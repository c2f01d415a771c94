"""The values are put in order.

fails: test_walk_varies_one_coordinate
breaks: walk-takes-the-values
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.tile(np.asarray(z, dtype="float32"), (len(values), 1))
    walk[:, dim] = sorted(values)
    return decoder(walk)
