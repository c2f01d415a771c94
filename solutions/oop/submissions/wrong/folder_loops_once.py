"""An iterator made in the constructor: a second loop is empty.

fails: test_folder_can_be_looped_over
"""
# %% image_folder.__len__
def __iter__(self):
    if not hasattr(self, "iterator"):
        self.iterator = (self[i] for i in range(len(self.paths)))
    return self.iterator

def __len__(self):
    return len(self.paths)
