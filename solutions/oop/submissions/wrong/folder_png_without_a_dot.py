"""Files count whose names end in png, with a dot or without.

fails: test_folders_are_separate
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    self.classes = [path.name for path in folders]
    self.paths = [path for each in folders for path in sorted(each.iterdir()) if path.name.endswith("png")]
