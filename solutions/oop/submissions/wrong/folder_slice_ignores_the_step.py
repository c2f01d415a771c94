"""A slice with a step is one without.

fails: test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        images, labels = zip(*[self._read(path) for path in self.paths[key.start : key.stop]])
        return np.stack(images), np.stack(labels)
    return self._read(self.paths[key])
