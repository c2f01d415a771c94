"""A slice gives images without labels.

fails: test_folder_gives_float32, test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        return np.stack([self._read(path)[0] for path in self.paths[key]])
    return self._read(self.paths[key])
