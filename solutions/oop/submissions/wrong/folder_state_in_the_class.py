"""The paths are a list of the class: a second folder takes the first one's place.

fails: test_folders_are_separate
breaks: folders-apart
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    ImageFolder.classes = [path.name for path in folders]
    ImageFolder.paths = [path for each in folders for path in sorted(each.glob("*.png"))]
