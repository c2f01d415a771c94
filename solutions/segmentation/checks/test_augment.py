"""3 · Augmentation of pairs."""

from __future__ import annotations

from itertools import product

import numpy as np

from autograder.checks import Together, agree, assert_close, cell, lab, probe, require, shared

from .common import assert_both

check = cell("augment")

# Of so many draws, how often each of four turns occurs lies within 0.08 of a quarter but once in a million times.
SHIFT, SIDE, DRAWS, OFTEN = 3, 10, 800, 0.08
FEW = 6  # slices, which are changed alike in two calls but once in a thousand million times


def picture(rng):
    """A picture (1, 1, SIDE, SIDE) whose pixels are all different, and a mask that can be read off it."""
    image = rng.permutation(SIDE * SIDE).reshape(1, 1, SIDE, SIDE).astype("float32")
    return image, (image > 0.7 * SIDE * SIDE).astype("float32")


class Augmented:
    """Many augmented copies of one picture, and of its mask; a batch that is looked at before and after."""

    def __init__(self, rng):
        self.image, self.mask = picture(rng)
        copies = [np.tile(array, (DRAWS, 1, 1, 1)) for array in (self.image, self.mask)]
        kept = [probe.value([self.image]), probe.value([self.mask])]
        self.parts = Together(
            {
                "pairs": lab.augment(*copies, shift=SHIFT),
                "default": lab.augment(*(array[: DRAWS // 8] for array in copies)),
                "kept": [lab.augment(kept[0][0], kept[1][0], shift=SHIFT), kept[0][0], kept[1][0]],
                "again": [lab.augment(*(array[:FEW] for array in copies), shift=SHIFT) for _ in range(2)],
            }
        )

    def pairs(self, student, name="pairs", draws=DRAWS):
        """The augmented (images, masks)."""
        return self.judged(self.parts.of(student)[name], draws)

    def judged(self, pair, draws):
        """What `augment` gave, (images, masks), which must have the right shapes."""
        images, masks = pair
        hint = "Return (images, masks), each of the shape it came in."
        assert_both(images, masks, (draws, 1, SIDE, SIDE), "augment(images, masks)", hint)
        return images, masks

    def moves(self, images):
        """How each of ``images`` was made of the picture: the (mirrored, quarter turns, down, right), or None."""
        image = self.image[0]
        starts = {
            (mirrored, turns): np.rot90(image[..., ::-1] if mirrored else image, turns, axes=(-2, -1))
            for mirrored, turns in product((False, True), range(4))
        }
        return [move(starts, one) for one in images]


def move(starts, one):
    """The (mirrored, quarter turns, down, right) that lead to an image; starts: the picture by the first two."""
    top = np.argwhere(one[0] == one.max())[0]
    for (mirrored, turns), start in starts.items():
        before = np.argwhere(start[0] == start.max())[0]
        down, right = (int(d) for d in (top - before + SIDE // 2) % SIDE - SIDE // 2)
        if np.array_equal(np.roll(start, (down, right), axis=(-2, -1)), one):
            return mirrored, turns, down, right
    return None


@shared
def augmented(rng):
    return Augmented(rng)


@check(weight=0, asks=["augment-keeps-shapes"])
def test_augment_keeps_shapes(student, augmented):
    """`augment` gives images and masks of the shapes they came in."""
    augmented.pairs(student)


@check(weight=3, needs=[test_augment_keeps_shapes], asks=["mask-like-image"])
def test_image_and_mask_change_alike(student, augmented):
    """The mask is changed in exactly the same way as its image."""
    images, masks = augmented.pairs(student)
    image, mask = augmented.image, augmented.mask
    hint = "Draw the random numbers once for a slice, and use them for both; or change the two as one tensor."
    changed = np.array([not agree(one, image[0]) for one in images])
    require(changed.any() or agree(masks[:1], mask), "The masks are changed, and the images are not.", hint)
    still = np.array([np.array_equal(one, mask[0]) for one in masks])
    require(not (changed & still).sum() > DRAWS // 2, "The images are changed, and the masks are not.", hint)
    alike = (images > 0.7 * SIDE * SIDE) == (masks > 0.5)
    require(alike.mean() > 0.999, "Images and masks are changed in different ways.", hint)


@check(weight=2, needs=[test_augment_keeps_shapes], asks=["pixels-keep-their-values"])
def test_pixels_only_change_places(student, augmented):
    """Slices are mirrored, turned by quarter turns and moved by whole pixels: no value changes or is lost."""
    images, _ = augmented.pairs(student)
    hint = "flip, rot90 and roll change places alone."
    values = np.sort(images.reshape(DRAWS, -1)) == np.sort(augmented.image.ravel())
    require(values.all(), "Pixels are lost, or values have changed.", hint)
    made = augmented.moves(images)
    require(None not in made, "A slice is not the old one, mirrored, turned and moved.", hint)
    down, right = (max(abs(move[axis]) for move in made) for axis in (2, 3))
    require(max(down, right) <= SHIFT, "A slice is moved by more than `shift` pixels.", hint)


@check(weight=2, needs=[test_pixels_only_change_places], asks=["every-change-occurs"])
def test_every_change_occurs(student, augmented):
    """Mirroring, each of the four turns, and moves in both directions all occur, each as often as it should."""
    made = augmented.moves(augmented.pairs(student)[0])
    mirrored, turns, down, right = np.array(made, dtype=int).T
    hint = "Mirror with probability ½; 0 to 3 quarter turns; moves from -shift to +shift, both included."
    require(mirrored.any(), "No slice is mirrored.", hint)
    require(abs(mirrored.mean() - 0.5) < 1.2 * OFTEN, "Slices are not mirrored with probability ½.", hint)
    shares = np.bincount(turns, minlength=4) / DRAWS
    require(shares[1:].any(), "No slice is turned.", hint)
    require(np.abs(shares - 0.25).max() < OFTEN, "The four turns are not equally probable.", hint)
    together = np.bincount(4 * mirrored + turns, minlength=8) / DRAWS
    apart = "Whether a slice is mirrored and how far it is turned depend on each other: draw two numbers."
    require(np.abs(together - 0.125).max() < OFTEN, apart, hint)
    for move, name in ((down, "down or up"), (right, "to the right or left")):
        require(move.any(), f"No slice is moved {name}.", hint)
        both = move.min() == -SHIFT and move.max() == SHIFT
        require(both, f"Moves {name} do not reach `shift` both ways.", hint)
        missing = set(range(-SHIFT, SHIFT + 1)) - set(move)
        require(not missing, f"Of the moves {name} from -shift to shift some never occur.", hint)
    apart = abs(np.corrcoef(down, right)[0, 1]) < 0.5
    require(apart, "The moves down and to the right depend on each other: draw two numbers.", hint)


@check(weight=2, needs=[test_pixels_only_change_places], asks=["drawn-anew-for-each-slice"])
def test_each_slice_is_changed_in_its_own_way(student, augmented):
    """Each slice of a batch gets random numbers of its own, and others when it is shown again."""
    made = set(augmented.moves(augmented.pairs(student)[0]))
    hint = "Draw the random numbers within the loop over the slices."
    require(len(made) > 1, "All slices of a batch are changed in the same way.", hint)
    require(len(made) > 6, "There are too few different ways in which slices are changed.", hint)
    first, second = (augmented.judged(pair, FEW)[0] for pair in augmented.parts.of(student)["again"])
    hint = "Do not seed random numbers within the function."
    require(not np.array_equal(first, second), "Each call changes a batch in the same way again.", hint)


@check(needs=[test_augment_keeps_shapes], asks=["augment-makes-copies", "shift-of-four"])
def test_augment_works_on_copies(student, augmented):
    """A single slice is a batch, too; slices it is given stay as they are; and `shift` is 4 unless given."""
    one, *after = augmented.parts.of(student)["kept"]
    augmented.judged(one, 1)
    wrong = "The tensors that it was given have been changed."
    hint = "Work on copies: stack the results into a new tensor."
    assert_close(after, [augmented.image, augmented.mask], wrong=wrong, hint=hint)
    ways = set(augmented.moves(augmented.pairs(student, "default", DRAWS // 8)[0])) - {None}
    if len(ways) > DRAWS // 32:  # else there is nothing to be seen, and another check says so
        found = max(max(abs(down), abs(right)) for _, _, down, right in ways)
        hint = "def augment(images, masks, shift=4)"
        require(found == 4, "Without `shift`, slices are not moved by up to 4 pixels.", hint)
