"""The label is that of the image's number, not of its folder.

fails: test_folder_labels_are_one_hot
"""
# %% image_folder._read
def _read(self, path):
    grey = np.asarray(Image.open(path).convert("L"), dtype="float32")
    return grey[..., None] / 255, np.eye(len(self.classes), dtype="float32")[self.paths.index(path) % len(self.classes)]
