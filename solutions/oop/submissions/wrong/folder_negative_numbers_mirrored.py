"""A negative number is taken for its absolute value.

fails: test_folder_numbers_are_those_of_a_list
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        images, labels = zip(*[self._read(path) for path in self.paths[key]])
        return np.stack(images), np.stack(labels)
    return self._read(self.paths[abs(key)])
