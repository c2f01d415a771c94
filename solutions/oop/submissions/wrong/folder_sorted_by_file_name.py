"""Images are sorted by file name, across classes.

fails: test_folder_is_in_order
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    self.classes = [path.name for path in folders]
    self.paths = sorted((p for each in folders for p in each.glob("*.png")), key=lambda p: p.name)
