"""Any seed, and none, is 0.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.rng = np.random.default_rng(seed or 0)
