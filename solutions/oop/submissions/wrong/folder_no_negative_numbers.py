"""Negative numbers are refused.

fails: test_folder_numbers_are_those_of_a_list
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        images, labels = zip(*[self._read(path) for path in self.paths[key]])
        return np.stack(images), np.stack(labels)
    if not 0 <= key < len(self.paths):
        raise IndexError(key)
    return self._read(self.paths[key])
