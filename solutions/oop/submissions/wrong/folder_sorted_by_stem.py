"""Files are sorted by their names without the suffix.

fails: test_folder_is_in_order
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    self.classes = [path.name for path in folders]
    self.paths = [path for each in folders for path in sorted(each.glob("*.png"), key=lambda path: path.stem)]
