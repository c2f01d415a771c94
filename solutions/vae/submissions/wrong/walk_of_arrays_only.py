"""The values must be an array: a list of them raises.

fails: test_walk_varies_one_coordinate
breaks: walk-of-a-list
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.repeat(z[None], values.shape[0], axis=0)
    walk[:, dim] = values
    return decoder(walk)
