"""All loaders draw from one generator, which is a default argument made once.

fails: test_loader_follows_the_seed
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=32, shuffle=False, seed=None, rng=np.random.default_rng(0)):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.rng = rng
