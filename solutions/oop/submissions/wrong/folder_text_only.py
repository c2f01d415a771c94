"""The folder's name is put together as text: a Path is refused.

fails: test_folders_are_separate
breaks: folder-text-or-path
"""
# %% image_folder.__init__
def __init__(self, folder):
    self.classes = sorted(name for name in os.listdir(folder) if os.path.isdir(folder + "/" + name))
    self.paths = []
    for name in self.classes:
        inside = folder + "/" + name
        self.paths += [Path(inside + "/" + file) for file in sorted(os.listdir(inside)) if file.endswith(".png")]
