"""Every file counts, images or not; reading skips what is none.

fails: test_folder_has_classes_and_a_length
breaks: folder-png-only, folder-length
"""
# %% image_folder.__len__
def __len__(self):
    return sum(len(list(path.parent.iterdir())) for path in {p.parent: p for p in self.paths}.values())
