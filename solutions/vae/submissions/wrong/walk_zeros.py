"""The other coordinates are set to 0 instead of those of z.

fails: test_walk_varies_one_coordinate
breaks: walk-keeps-the-others
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.zeros((len(values), len(z)), "float32")
    walk[:, dim] = values
    return decoder(walk)
