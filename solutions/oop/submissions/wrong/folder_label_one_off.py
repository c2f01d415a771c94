"""The 1 of a label stands one place too far.

fails: test_folder_labels_are_one_hot
"""
# %% image_folder._read
def _read(self, path):
    grey = np.asarray(Image.open(path).convert("L"), dtype="float32")
    return grey[..., None] / 255, np.roll(np.eye(len(self.classes), dtype="float32")[self.classes.index(path.parent.name)], 1)
