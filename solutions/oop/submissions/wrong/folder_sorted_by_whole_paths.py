"""Whole paths are sorted as text: `cat-big/` comes before `cat/`.

fails: test_folder_is_in_order
"""
# %% image_folder.__init__
def __init__(self, folder):
    self.classes = sorted(path.name for path in Path(folder).iterdir() if path.is_dir())
    self.paths = [Path(text) for text in sorted(str(path) for path in Path(folder).glob("*/*.png"))]
