"""A slice that ends beyond the last image is an error.

fails: test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        start, stop, step = key.indices(len(self))
        if key.stop is not None and key.stop > len(self):
            raise IndexError(key.stop)
        images, labels = zip(*[self._read(self.paths[i]) for i in range(start, stop, step)])
        return np.stack(images), np.stack(labels)
    return self._read(self.paths[key])
