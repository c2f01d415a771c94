"""Images have no axis of channels.

fails: test_folder_reads_images
"""
# %% image_folder._read
def _read(self, path):
    grey = np.asarray(Image.open(path).convert("L"), dtype="float32")
    return grey / 255, np.eye(len(self.classes), dtype="float32")[self.classes.index(path.parent.name)]
