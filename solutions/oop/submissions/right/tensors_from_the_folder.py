"""TensorFlow reads the images; items are tensors; batches are stacked by tf; a batch is a list."""
# %% image_folder
class ImageFolder:
    def __init__(self, folder):
        folder = Path(folder)
        self.paths = sorted(folder.glob("*/*.png"), key=lambda path: (path.parent.name, path.name))
        self.classes = sorted({path.parent.name for path in self.paths})

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, key):
        if isinstance(key, slice):
            both = [self.item(path) for path in self.paths[key]]
            return tf.stack([b[0] for b in both]), tf.stack([b[1] for b in both])
        return self.item(self.paths[key])

    def item(self, path):
        image = tf.io.decode_png(tf.io.read_file(str(path)), channels=1)
        return tf.image.convert_image_dtype(image, tf.float32), tf.one_hot(self.classes.index(path.parent.name), len(self.classes))


# %% batch_loader.__iter__
def __iter__(self):
    order = np.arange(len(self.data))
    if self.shuffle:
        self.rng.shuffle(order)
    groups = np.split(order, range(self.batch_size, len(order), self.batch_size))
    for group in groups:
        pairs = [self.data[i] for i in group.tolist()]
        yield [np.stack([np.asarray(p[k]) for p in pairs]) for k in (0, 1)]
