"""A slice has its end too.

fails: test_folder_can_be_sliced
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        start, stop, step = key.indices(len(self.paths))
        chosen = list(range(start, stop, step)) + [stop] * (0 <= stop < len(self.paths))
        images, labels = zip(*[self._read(self.paths[i]) for i in chosen])
        return np.stack(images), np.stack(labels)
    return self._read(self.paths[key])
