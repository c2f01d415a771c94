"""6 · A folder of images."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    cell,
    lab,
    probe,
    require,
    shared,
)

from .common import pair

check = cell("image_folder")


class Folder:
    """A folder that is written in the student's kernel, and what must be read from it."""

    SHAPE = (3, 5)

    def __init__(self, rng):
        # sorted in other ways (by whole paths, without capitals or suffixes, by numbers) they are in another order
        names = ["Owl/2.png", "Owl/10.png", "cat/b.png", "cat/a.png", "cat/a-1.png"]
        names += ["cat-big/x.png", "cat-big/W.png"]
        pictures = {name: rng.integers(0, 256, size=self.SHAPE).astype("uint8") for name in names}
        extras = dict.fromkeys(("cat/notes.txt", "cat/b.png.txt"), "not an image")
        extras["readme.txt"] = "not a class"
        written = {name: as_numpy(pictures[name]) for name in rng.permutation(names)}
        self.path = probe.folder_of({**written, **extras})
        self.classes = ["Owl", "cat", "cat-big"]
        order = sorted(names, key=lambda name: tuple(name.split("/")))
        self.images = np.stack([pictures[name] for name in order])[..., None] / 255
        self.labels = np.eye(3)[[self.classes.index(name.split("/")[0]) for name in order]]
        self.data = lab.ImageFolder(self.path)

    def which(self, images, what):
        """Which pictures these are, by number, whatever their grey values were scaled to or their axes swapped."""
        shape = np.shape(images)
        require(isinstance(images, np.ndarray) and len(shape) > 1, f"{what} should hold images.", "")
        flat = np.asarray(images, "float64").reshape(shape[0], -1)
        size = self.images[0].size
        require(flat.shape[1] == size, f"{what} should hold images of the folder, one for each number.", "")
        known = profile(self.images.reshape(len(self.images), -1))
        off = [np.abs(known[:, None] - profile(sign * flat)[None]).max(axis=2) for sign in (1, -1)]
        nearest = np.minimum(*off)  # (pictures, images)
        alien = f"{what} should hold images of the folder, and there are others."
        require(bool((nearest.min(axis=0) < 0.05).all()), alien, "Read the file whose number is asked for.")
        return nearest.argmin(axis=0)


def profile(flat):
    """The values of each row in order, with mean 0 and variance 1: what tells pictures apart."""
    flat = np.sort(flat, axis=1)
    return (flat - flat.mean(axis=1, keepdims=True)) / np.maximum(flat.std(axis=1, keepdims=True), 1e-9)


@shared
def folder(rng):
    return Folder(rng)


@check(asks=["folder-classes", "folder-length", "folder-png-only"])
def test_folder_has_classes_and_a_length(student, folder):
    """`classes` are the folders' names in order, and `len` counts the images."""
    classes, length = student.ask([folder.data.classes, probe.length(folder.data)])
    require(isinstance(classes, list), "classes should be a list of names.", "The folders' names, sorted.")
    wrong = "classes are not the names of the folders, sorted; a file beside them is none."
    require(classes == folder.classes, wrong, "sorted, only is_dir(), and the name alone, not the path.")
    wrong = "The number of images is wrong: files whose names end in .png count, and no others."
    assert_close(length, 7, what="len(data)", wrong=wrong, hint="Look at the suffix of each path.")


@check(weight=2, asks=["folder-images"])
def test_folder_reads_images(student, folder):
    """`data[i]` holds the image of number i, (H, W, 1), with grey values in [0, 1]."""
    items = [pair(item, "data[i]") for item in student.ask([folder.data[i] for i in range(7)])]
    image = items[3][0]
    assert_shape(image, (*Folder.SHAPE, 1), "An image", "Add the axis of channels: grey[..., np.newaxis].")
    # whichever picture of the folder it is: in which order they are is another check's business
    right = folder.images[folder.which(image[None], "data[i]")[0]]
    known = {
        "Grey values are not divided by 255.": [right * 255],
        "Grey values are divided by 256; 255 is white, and must become 1.": [right * 255 / 256],
        "Grey values are in [-1, 1]; they should be in [0, 1].": [right * 2 - 1],
        "Each image is divided by its own maximum; divide by 255.": [right / right.max()],
        "Grey values are turned round: 0 is black.": [1 - right],
    }
    wrong = "It is not the image in the file."
    assert_close(
        image,
        right,
        known=known,
        wrong=wrong,
        hint="np.asarray(Image.open(path).convert('L')) / 255.",
    )


@check(asks=["folder-order"])
def test_folder_is_in_order(student, folder):
    """Images are ordered by class, then by file name, as Python sorts strings."""
    items = [pair(item, "data[i]") for item in student.ask([folder.data[i] for i in range(7)])]
    wrong = (
        "Some number holds another image than that of its place: the order is by class, then by file name."
    )
    hint = "Sort the names themselves, as Python sorts strings: no whole paths, no numbers, capitals before others."
    require(np.array_equal(folder.which(stacked(items, 0), "data[i]"), np.arange(7)), wrong, hint)


@check(
    weight=0.5, needs=[test_folder_has_classes_and_a_length], asks=["folder-text-or-path", "folders-apart"]
)
def test_folders_are_separate(student, rng, folder):
    """A `Path` is as good as text, and two folders do not disturb each other."""
    pictures = rng.integers(0, 256, size=(2, *Folder.SHAPE)).astype("uint8")
    # of the same names as in the first folder
    files = {
        f"Owl/{name}.png": as_numpy(picture) for name, picture in zip(("2", "10"), pictures, strict=True)
    }
    files["Owl/notpng"] = "its name does not end in .png"
    other = lab.ImageFolder(lab.Path(probe.folder_of(files)))
    mine = [folder.data.classes, probe.length(folder.data)]
    before, theirs, after, first, second = student.ask(
        [
            probe.value([folder.data.classes, probe.length(folder.data)]),
            [other.classes, probe.length(other)],
            mine,
            folder.data[0],
            other[0],
        ]
    )
    hint = "Path(folder) makes a Path of either."
    right = [["Owl"], np.asarray(2)]
    wrong = "Of a folder that is a Path, the classes or the number of images are wrong: only names that end in .png count."
    require(agree(theirs, right), wrong, hint)
    wrong = "When a second folder is opened, the first one changes: they share their state."
    require(agree(after, before), wrong, "What belongs to an object is an attribute of self.")
    alike = all(isinstance(item, list) and item for item in (first, second)) and agree(first[0], second[0])
    wrong = "A folder gives the image of another folder's file that has the same name."
    require(not alike, wrong, "What was read may be kept for its whole path, or in an attribute of self.")


@check(asks=["folder-labels"])
def test_folder_labels_are_one_hot(student, folder):
    """`data[i]` holds the one-hot label of number i."""
    answers = student.ask([folder.data[i] for i in (0, 3, 6)])
    hint = "An array (C,) of zeros with a 1 in the place of its class in `classes`: a row of np.eye(C)."
    for answer in answers:
        image, label = pair(answer, "data[i]")
        require(isinstance(image, np.ndarray) and image.ndim > 0, "An image is no array.", hint)
        i = folder.which(image[None], "data[i]")[0]
        assert_shape(label, (3,), "A label", hint)
        assert_close(
            label, folder.labels[i], wrong="The 1 is not in the place of the image's class.", hint=hint
        )


@check(weight=0.5, needs=[test_folder_reads_images], asks=["folder-float32"])
def test_folder_gives_float32(student, folder):
    """Images and labels are float32, those of a slice too."""
    answers = student.ask([folder.data[1], probe.sliced(folder.data, 2, 4)])
    for what, parts in zip(("item", "slice"), answers, strict=True):
        for name, part in zip(("images", "labels"), pair(parts, what), strict=True):
            kind = part.dtype if isinstance(part, np.ndarray) else type(part).__name__
            require(kind == np.float32, f"In the {what}, {name} are {kind}, not float32.", "dtype='float32'")


@check(weight=1.5, asks=["folder-slices"])
def test_folder_can_be_sliced(student, folder):
    """A slice is a pair of stacked arrays, (k, H, W, 1) and (k, C)."""
    keys = [(1, 4, None), (None, None, 3), (-2, None, None), (None, None, -2), (4, 100, None), (2, 3, None)]
    # held against the single items: what is in them is another check's business
    slices, items = student.ask(
        [[probe.sliced(folder.data, *key) for key in keys], [folder.data[i] for i in range(7)]]
    )
    hint = "A list of paths knows what a slice is: self.paths[key]; then np.stack images, and labels."
    wrong = "The images or labels of a slice are not those of its numbers, in their order."
    single = [pair(item, "data[i]") for item in items]
    numbers = folder.which(stacked(single, 0), "data[i]")
    for answer, key in zip(slices, keys, strict=True):
        images, labels = pair(answer, "data[a:b]")
        count = len(range(*slice(*key).indices(7)))
        for part, name in ((images, "images"), (labels, "labels")):
            right = isinstance(part, np.ndarray) and part.ndim > 1 and len(part) == count
            require(right, f"The {name} of a slice are not one array with an entry for each number.", hint)
        same = np.array_equal(folder.which(images, "data[a:b]"), numbers[slice(*key)])
        require(same and agree(labels, stacked(single, 1)[slice(*key)]), wrong, hint)


def stacked(pairs, k):
    """One array of the images (k = 0) or labels (k = 1) of pairs, all of one shape."""
    parts = [each[k] for each in pairs]
    alike = all(isinstance(part, np.ndarray) and part.shape == parts[0].shape for part in parts)
    require(alike and parts[0].ndim > 0, "The images, or the labels, are not arrays of one shape.", "")
    return np.stack(parts)


@check(asks=["folder-numbers"])
def test_folder_numbers_are_those_of_a_list(student, folder):
    """Negative numbers count from the end, and a number out of range is an IndexError."""
    item = "getitem"
    last, first, *errors = student.ask(
        [
            [folder.data[-1], folder.data[6]],
            [folder.data[-7], folder.data[0]],
            probe.raised(item, folder.data, 7),
            probe.raised(item, folder.data, -8),
        ]
    )
    hint = "Ask a list of paths for the number; do not compute with it."
    wrong = "A negative number does not count from the end."
    for negative, positive in (last, first):
        folder.which(pair(positive, "data[i]")[0][None], "data[i]")
        assert_close(negative, positive, wrong=wrong, hint=hint)
    for error in errors:
        require(error == "IndexError", "A number out of range should raise an IndexError.", hint)


@check(asks=["folder-loops"])
def test_folder_can_be_looped_over(student, folder):
    """A `for` loop gives every pair (image, label) once, in order, and ends; so does a second one, also at the same time."""
    loops = [probe.taken(folder.data, 9), probe.taken(folder.data, 9)]
    answers, items, both = student.ask(
        [loops, [folder.data[i] for i in range(7)], probe.in_turns(folder.data, 9)]
    )
    folder.which(stacked([pair(item, "data[i]") for item in items], 0), "data[i]")
    hint = "For this __getitem__ is enough: `for` asks for 0, 1, 2, … until there is an IndexError."
    for loop in answers:
        require(loop["ended"] is True, "A loop over it does not end.", hint)
        require(len(loop["items"]) == 7, "A loop over it does not give every image once.", hint)
        assert_close(loop["items"], items, wrong="A loop does not give the pairs in their order.", hint=hint)
    wrong = "Two loops at the same time disturb each other: each should have a place of its own."
    for seen in both:
        require(isinstance(seen, list) and len(seen) == 7, wrong, hint)
        assert_close(seen, items, wrong=wrong, hint=hint)
