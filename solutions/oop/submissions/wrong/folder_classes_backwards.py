"""Classes are sorted the wrong way round.

fails: test_folder_has_classes_and_a_length, test_folder_is_in_order, test_folder_labels_are_one_hot
"""
# %% image_folder.__init__
def __init__(self, folder):
    folders = sorted((path for path in Path(folder).iterdir() if path.is_dir()), reverse=True)
    self.classes = [path.name for path in folders]
    self.paths = [path for each in folders for path in sorted(each.glob("*.png"))]
