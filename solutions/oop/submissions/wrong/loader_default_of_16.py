"""The default batch size is 16.

fails: test_loader_goes_through_the_data
"""
# %% batch_loader.__init__
def __init__(self, data, batch_size=16, shuffle=False, seed=None):
    self.data, self.batch_size, self.shuffle = data, batch_size, shuffle
    self.rng = np.random.default_rng(seed)
