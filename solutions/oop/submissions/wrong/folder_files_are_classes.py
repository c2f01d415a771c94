"""A file beside the class folders is taken for a class.

fails: test_folder_has_classes_and_a_length, test_folder_labels_are_one_hot
breaks: folder-classes
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted(Path(folder).iterdir())
    self.classes = [path.name for path in folders]
    self.paths = [path for each in folders for path in sorted(each.glob("*.png"))]
