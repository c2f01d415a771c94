"""The labels of a slice are those of the first images.

fails: test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        images = [self._read(path)[0] for path in self.paths[key]]
        return np.stack(images), np.stack([self._read(path)[1] for path in self.paths[: len(images)]])
    return self._read(self.paths[key])
