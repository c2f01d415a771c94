"""Images that were read are kept by file name, for all folders together.

fails: test_folders_are_separate
breaks: folders-apart
says: of another folder's file
"""
# %% image_folder
class ImageFolder:
    cache = {}

    def __init__(self, folder):
        folder = Path(folder)
        self.classes = sorted(p.name for p in folder.iterdir() if p.is_dir())
        self.paths = [p for c in self.classes for p in sorted((folder / c).iterdir(), key=lambda p: p.name) if p.name.endswith(".png")]

    def __len__(self):
        return len(self.paths)

    def one(self, path):
        key = f"{path.parent.name}/{path.name}"
        if key not in self.cache:
            self.cache[key] = np.asarray(Image.open(path).convert("L"), "float32")[..., None] / 255
        return self.cache[key], np.array([c == path.parent.name for c in self.classes], "float32")

    def __getitem__(self, key):
        if isinstance(key, slice):
            pairs = [self.one(p) for p in self.paths[key]]
            return np.stack([i for i, _ in pairs]), np.stack([l for _, l in pairs])
        return self.one(self.paths[key])
