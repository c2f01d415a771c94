"""The values are written into a row instead of a column.

fails: test_walk_gives_an_image_per_value
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    walk = np.repeat(z[None], len(values), axis=0)
    walk[dim] = values
    return decoder(walk)
