"""It is its own iterator: two loops at the same time share one place.

fails: test_folder_can_be_looped_over
"""
# %% image_folder.__len__
def __len__(self):
    return len(self.paths)

def __iter__(self):
    self.place = -1
    return self

def __next__(self):
    self.place += 1
    if self.place == len(self.paths):
        raise StopIteration
    return self[self.place]
