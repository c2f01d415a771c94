"""seed or None: the seed 0 is no seed.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.rng = np.random.default_rng(seed or None)
