"""It always varies the first coordinate: dim is ignored.

fails: test_walk_varies_one_coordinate
breaks: walk-takes-the-values
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.repeat(z[None], len(values), axis=0)
    walk[:, 0] = values
    return decoder(walk)
