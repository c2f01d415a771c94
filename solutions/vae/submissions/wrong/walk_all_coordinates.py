"""Every coordinate takes the value, not just dim.

fails: test_walk_varies_one_coordinate
breaks: walk-keeps-the-others
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.tile(np.asarray(values)[:, None], (1, len(z)))
    return decoder(walk)
