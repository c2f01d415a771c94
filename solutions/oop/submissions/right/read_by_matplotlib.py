"""matplotlib reads the images; __iter__ and __reversed__ are written out; a slice is made of single items; math.ceil."""
# %% image_folder
import math

import matplotlib.image


class ImageFolder:
    def __init__(self, folder):
        self._files = []
        self.classes = []
        for directory in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if not directory.is_dir():
                continue
            self.classes.append(directory.name)
            for entry in sorted(os.scandir(directory.path), key=lambda entry: entry.name):
                if os.path.splitext(entry.name)[1] == ".png":
                    self._files.append((entry.path, len(self.classes) - 1))

    def __len__(self):
        return len(self._files)

    def __iter__(self):
        for number in range(len(self)):
            yield self[number]

    def __getitem__(self, key):
        if isinstance(key, slice):
            items = [self[i] for i in range(*key.indices(len(self)))]
            return np.array([image for image, _ in items]), np.array([label for _, label in items])
        path, number = self._files[key]
        pixels = matplotlib.image.imread(path).astype("float32")
        label = np.zeros(len(self.classes), np.float32)
        label[number] = 1
        return np.expand_dims(pixels, -1), label


# %% batch_loader
class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None):
        self.data, self.size, self.shuffle = data, batch_size, shuffle
        self.rng = np.random.RandomState(seed)

    def __len__(self):
        return math.ceil(len(self.data) / self.size)

    def __iter__(self):
        numbers = list(range(len(self.data)))
        if self.shuffle:
            self.rng.shuffle(numbers)
        return (self._batch(numbers[k * self.size : (k + 1) * self.size]) for k in range(len(self)))

    def _batch(self, numbers):
        images, labels = [], []
        for number in numbers:
            image, label = self.data[number]
            images.append(image)
            labels.append(label)
        return np.stack(images), np.stack(labels)
