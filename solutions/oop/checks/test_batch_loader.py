"""7 · Batches."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, as_numpy, assert_close, assert_shape, cell, lab, probe, require

from .common import pair

check = cell("batch_loader")


class Pairs:
    """A list of n pairs (image, label); number i's image and label both tell i.

    bare: no list, but an object of which only len and an item by its number work.
    """

    def __init__(self, rng, n, bare=False):
        base = rng.random(size=(1, 2, 3, 1))
        self.images = (base + np.arange(n)[:, None, None, None]).astype("float32")
        self.labels = np.eye(n, dtype="float32")[rng.permutation(n)]
        pairs = zip(self.images, self.labels, strict=True)
        listed = [(as_numpy(image), as_numpy(label)) for image, label in pairs]
        self.data = probe.items(listed) if bare else probe.value(listed)
        self.base = base

    def loader(self, *args, **kwargs):
        return lab.BatchLoader(self.data, *args, **kwargs)

    def numbers(self, loop, n, hint):
        """Which pairs a pass went through, in its order, each image with its own label."""
        require(loop["ended"] is True, "A loop over it does not end.", hint)
        found = []
        for batch in loop["items"]:
            images, labels = pair(batch, "A batch")
            count = images.shape[0] if isinstance(images, np.ndarray) and images.ndim else 0
            assert_shape(images, (count, *self.images.shape[1:]), "The images of a batch", "np.stack them.")
            assert_shape(labels, (count, self.labels.shape[1]), "The labels of a batch", "np.stack them.")
            index = np.round(images[:, 0, 0, 0] - self.base[0, 0, 0, 0]).astype(int)
            right = count > 0 and index.min() >= 0 and index.max() < n
            require(
                right and agree(images, self.images[index]), "Batches hold other images than the data.", hint
            )
            wrong = "Images and labels have come apart: an image has the label of another."
            require(agree(labels, self.labels[index]), wrong, hint)
            found.append(index)
        return found


LOOP = "Make __iter__ a generator whose local variables are the loop's own."


@check(asks=["loader-length"])
def test_loader_counts_its_batches(student, rng):
    """`len` is the number of batches, the last short one included."""
    pairs = Pairs(rng, 12)
    sizes = (5, 4, 1, 12, 50)
    counts = student.ask([probe.length(pairs.loader(size)) for size in sizes])
    hint = "Round n / batch_size up."
    for count, size in zip(counts, sizes, strict=True):
        right = -(-12 // size)
        known = {
            "The last short batch is not counted.": [12 // size],
            "There is one batch too many when the length is a multiple of the batch size.": [12 // size + 1],
            "It is the number of pairs, not of batches.": [12],
        }
        wrong = "It is not the number of batches in a pass."
        assert_close(count, right, what="len(loader)", known=known, wrong=wrong, hint=hint)


@check(weight=1.5, asks=["loader-batches", "loader-order", "loader-any-sequence"])
def test_loader_goes_through_the_data(student, rng):
    """A pass gives all pairs in their order, in batches of batch_size, but for the last short one."""
    pairs, many = Pairs(rng, 11, bare=True), Pairs(rng, 40)
    loops = [pairs.loader(size) for size in (4, 11, 20)] + [many.loader()]
    answers = student.ask([probe.taken(loop, 30) for loop in loops])
    for loop, size, n in zip(answers, (4, 11, 20, 32), (11, 11, 11, 40), strict=True):
        found = (pairs if n == 11 else many).numbers(loop, n, LOOP)
        lengths = [len(index) for index in found]
        right = [min(size, n - start) for start in range(0, n, size)]
        order = np.concatenate(found) if found else np.zeros(0, int)
        wrong = (
            "The last short batch is missing." if sum(lengths) < n else "The batches have the wrong lengths."
        )
        require(lengths == right, wrong, "range(0, n, batch_size) gives the starts of all batches.")
        require(
            np.array_equal(order, np.arange(n)), "Without shuffle, the order is not that of the data.", LOOP
        )


@check(weight=1.5, asks=["loader-again"])
def test_loader_can_be_used_again(student, rng):
    """A second loop starts from the beginning, also when the first was left early."""
    pairs = Pairs(rng, 7)
    loader, left = pairs.loader(3), pairs.loader(3)
    loops = [probe.taken(loader, 9), probe.taken(loader, 9)]
    broken = [probe.taken(left, 1), probe.taken(left, 9)]
    answer, after_break = student.ask([loops, broken])
    hint = f"{LOOP} Who keeps the place of a loop in self can go through it only once."
    for loop, wrong in (
        (answer[1], "A second loop does not give all batches again."),
        (after_break[1], "After a loop that was left early, the next does not start from the beginning."),
    ):
        items = loop["items"]
        require(isinstance(items, list) and len(items) == 3, wrong, hint)
        found = pairs.numbers(loop, 7, hint)
        require(np.array_equal(np.concatenate(found), np.arange(7)), wrong, hint)


@check(weight=0.5, asks=["loader-two-loops"])
def test_loops_do_not_disturb_each_other(student, rng):
    """Two loops over one loader at the same time each see all batches."""
    pairs = Pairs(rng, 7)
    both = student.ask(probe.in_turns(pairs.loader(2), 6))
    wrong = "Two loops at the same time disturb each other: each should have a place of its own."
    for seen in both:
        require(isinstance(seen, list) and len(seen) == 4, wrong, LOOP)
        found = pairs.numbers({"ended": True, "items": seen}, 7, LOOP)
        require(np.array_equal(np.concatenate(found), np.arange(7)), wrong, LOOP)


@check(weight=1.5, asks=["loader-shuffles"])
def test_loader_shuffles(student, rng):
    """With `shuffle` each pass has every pair once, images with their labels, in a new order."""
    pairs = Pairs(rng, 23)
    loader = pairs.loader(5, shuffle=True)
    *loops, data = student.ask([*(probe.taken(loader, 9) for _ in range(3)), pairs.data])
    hint = "A new permutation of the numbers 0..n-1 at the start of each pass, for images and labels alike."
    orders = []
    for loop in loops:
        found = pairs.numbers(loop, 23, hint)
        require(
            [len(index) for index in found] == [5, 5, 5, 5, 3], "The batches have the wrong lengths.", hint
        )
        orders.append(np.concatenate(found))
        once = np.array_equal(np.sort(orders[-1]), np.arange(23))
        require(once, "A shuffled pass does not have every pair once.", hint)
        require(not np.array_equal(orders[-1], np.arange(23)), "The order is not shuffled.", hint)
        blocks = [set(index) for index in found[:4]]
        kept = [set(range(start, start + 5)) for start in range(0, 20, 5)]
        wrong = "Only the batches are shuffled, or the pairs inside of each: shuffle all pairs."
        require(not all(block in kept for block in blocks), wrong, hint)
    again = any(np.array_equal(orders[a], orders[b]) for a, b in ((0, 1), (1, 2), (0, 2)))
    require(not again, "Passes have the same order: each needs a new one.", hint)
    labels = np.stack([label for _, label in data])
    wrong = "The data themselves are shuffled: they belong to the caller."
    require(np.array_equal(labels, pairs.labels), wrong, hint)


@check(weight=0.5, needs=[test_loader_shuffles], asks=["loader-two-loops"])
def test_shuffled_loops_do_not_disturb_each_other(student, rng):
    """Shuffled, too, each of two loops at the same time sees every pair once; so does one after a loop that was left."""
    pairs = Pairs(rng, 23)
    together, left = pairs.loader(5, shuffle=True), pairs.loader(5, shuffle=True)
    both, broken = student.ask([probe.in_turns(together, 7), [probe.taken(left, 2), probe.taken(left, 9)]])
    wrong = (
        "Two shuffled loops at the same time, or one after a loop that was left, do not see every pair once."
    )
    hint = "Take a new permutation at the start of each loop, and keep it in a local variable of the loop."
    for seen in (*both, broken[1]["items"]):
        found = pairs.numbers({"ended": True, "items": seen}, 23, hint)
        right = len(found) > 0 and np.array_equal(np.sort(np.concatenate(found)), np.arange(23))
        require(right, wrong, hint)
    wrong = "Two loops at the same time, or one after a loop that was left, have the same order: each needs a new one."
    for one, other in (both, (broken[0]["items"], broken[1]["items"])):
        first, second = (pairs.numbers({"ended": True, "items": seen[:2]}, 23, hint) for seen in (one, other))
        require(not np.array_equal(np.concatenate(first), np.concatenate(second)), wrong, hint)


@check(weight=0.5, asks=["loader-seed"])
def test_loader_follows_the_seed(student, rng):
    """With the same seed two loaders go through the same orders; with another seed, or none, they do not."""
    pairs = Pairs(rng, 23)
    loaders = [pairs.loader(23, shuffle=True, seed=seed) for seed in (0, 0, 8, 8, 9, None, None)]
    # all are made first, and go side by side: what they shared would show
    made = probe.value([probe.length(loader) for loader in loaders])
    passes = [[probe.taken(loader, 2) for loader in loaders] for _ in range(2)]
    answers = list(zip(*student.ask([made, *passes])[1:], strict=True))
    hint = "self.rng = np.random.default_rng(seed) in __init__; each pass takes a permutation from it."
    orders = [
        np.concatenate([np.concatenate(pairs.numbers(loop, 23, hint)) for loop in two]) for two in answers
    ]
    zero, zero_again, eight, eight_again, nine, fresh, fresh_again = orders
    for a, b in ((eight, eight_again), (zero, zero_again)):
        require(np.array_equal(a, b), "Two loaders with the same seed have different orders.", hint)
    half = len(eight) // 2
    again = np.array_equal(eight[:half], eight[half:])
    require(not again, "With a seed, each pass has the same order: the seed is used anew in each.", hint)
    require(not np.array_equal(eight, nine), "Another seed gives the same orders.", hint)
    require(not np.array_equal(fresh, fresh_again), "Without a seed, two loaders have the same orders.", hint)
