"""A class of its own for each loop; the folder is a collections.abc.Sequence that reads all images at once; keras reads them."""
# %% image_folder
import collections.abc
import os


class ImageFolder(collections.abc.Sequence):
    def __init__(self, folder):
        self.folder = str(folder)
        self.classes = sorted(n for n in os.listdir(self.folder) if os.path.isdir(os.path.join(self.folder, n)))
        names = [(c, f) for c in self.classes for f in sorted(os.listdir(os.path.join(self.folder, c))) if f.endswith(".png")]
        pictures = [
            keras.utils.img_to_array(keras.utils.load_img(os.path.join(self.folder, c, f), color_mode="grayscale"))
            for c, f in names
        ]
        self.images = np.array(pictures, dtype=np.float32) / np.float32(255)
        self.labels = keras.utils.to_categorical([self.classes.index(c) for c, _ in names], len(self.classes)).astype("float32")

    def __len__(self):
        return self.images.shape[0]

    def __getitem__(self, key):
        return self.images[key], self.labels[key]


# %% batch_loader
class Pass:
    """One loop through the data."""

    def __init__(self, data, order, batch_size):
        self.data, self.order, self.batch_size, self.place = data, list(order), batch_size, 0

    def __iter__(self):
        return self

    def __next__(self):
        chosen = self.order[self.place : self.place + self.batch_size]
        if not chosen:
            raise StopIteration
        self.place += len(chosen)
        pairs = [self.data[i] for i in chosen]
        return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        self.data = data
        self.batch_size = batch_size
        self.shuffle = shuffle
        import random

        self.random = random.Random(seed)

    def __len__(self):
        whole, rest = divmod(len(self.data), self.batch_size)
        return whole + (1 if rest else 0)

    def __iter__(self):
        order = list(range(len(self.data)))
        if self.shuffle:
            self.random.shuffle(order)
        return Pass(self.data, order, self.batch_size)
