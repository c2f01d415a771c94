"""A number out of range gives None.

fails: test_folder_numbers_are_those_of_a_list, test_folder_can_be_looped_over
"""
# %% image_folder.__getitem__
def __getitem__(self, key):
    if isinstance(key, slice):
        images, labels = zip(*[self._read(path) for path in self.paths[key]])
        return np.stack(images), np.stack(labels)
    if -len(self.paths) <= key < len(self.paths):
        return self._read(self.paths[key])
