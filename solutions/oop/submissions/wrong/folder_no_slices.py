"""A slice is an error.

fails: test_folder_gives_float32, test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    return self._read(self.paths[int(key)])
