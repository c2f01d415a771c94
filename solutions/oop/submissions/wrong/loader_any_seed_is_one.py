"""Any seed is the seed 1.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.rng = np.random.default_rng(None if seed is None else 1)
