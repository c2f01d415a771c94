"""The values are written into z itself, which the caller still needs.

fails: test_walk_leaves_z_alone
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    images = []
    for value in values:
        z[dim] = value
        images.append(decoder(z[None]))
    return np.concatenate(images)
