"""A solution whose functions hang when they are called; the rest of the notebook is right.

score: 19
"""
# %% latent_walk
def latent_walk(decoder, z, dim, values):
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
