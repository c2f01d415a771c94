"""classes are whole paths, not names; labels look theirs up by name.

fails: test_folder_has_classes_and_a_length
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    self.classes = [str(path) for path in folders]
    self.paths = [path for each in folders for path in sorted(each.glob("*.png"))]
# %% image_folder._read
def _read(self, path):
    grey = np.asarray(Image.open(path).convert("L"), dtype="float32") / 255
    return grey[..., None], np.eye(len(self.classes), dtype="float32")[self.classes.index(str(path.parent))]
