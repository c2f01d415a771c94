"""The loader makes a list of its data by a loop; a pass is a list of batches; orders come from sorting random numbers."""
# %% batch_loader
class BatchLoader:
    def __init__(self, data, batch_size=32, shuffle=False, seed=None, drop_last=False):
        self.pairs = [pair for pair in data]
        self.batch_size, self.shuffle, self.drop_last = batch_size, shuffle, drop_last
        self.source = np.random.RandomState(seed)

    def __len__(self):
        return (len(self.pairs) - 1) // self.batch_size + 1

    def __iter__(self):
        pairs = self.pairs
        if self.shuffle:
            numbers = self.source.uniform(size=len(pairs))
            pairs = [pairs[i] for i in np.argsort(numbers)]
        batches = []
        for k in range(len(self)):
            some = pairs[k * self.batch_size : (k + 1) * self.batch_size]
            batches.append(tuple(np.array(part) for part in zip(*some)))
        return iter(batches)


# %% image_folder
class ImageFolder:
    def __init__(self, folder, suffix=".png"):
        found = {name: [] for name in sorted(next(os.walk(folder))[1])}
        for name in found:
            inside = os.path.join(folder, name)
            found[name] = sorted(file for file in next(os.walk(inside))[2] if file.endswith(suffix))
        self.folder, self.classes = folder, list(found)
        self.table = [(name, file) for name, files in found.items() for file in files]

    def __len__(self):
        return sum(1 for _ in self.table)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return tuple(np.stack(part) for part in zip(*(self[i] for i in range(len(self))[key])))
        name, file = self.table[key]
        raw = tf.io.decode_png(tf.io.read_file(os.path.join(self.folder, name, file)), channels=1)
        image = tf.image.convert_image_dtype(raw, tf.float32).numpy()
        return image, np.array([float(name == other) for other in self.classes], dtype=np.float32)
