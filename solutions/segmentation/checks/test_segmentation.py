"""Hidden checks of the segmentation of the left ventricle's muscle."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

import numpy as np

from autograder.checks import (
    Score,
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_learned,
    assert_shape,
    check,
    diagnosis,
    lab,
    nudged,
    probe,
    require,
    shared,
)
from labkit import data

SMOOTH = 1.0
# Stand-ins for functions of other cells, so that a mistake in one of them does not also cost the next.
LOSS = {"soft_dice_loss": probe.pair_squares(0.4, 0.7)}


def some_masks(rng, n, size=12):
    """Masks (n, 1, size, size) of rectangles of unequal sizes, none of them empty."""
    masks = np.zeros((n, 1, size, size), "float32")
    for mask in masks:
        top, left, height, width = rng.integers([0, 0, 2, 2], [size // 2, size // 2, size // 2, size // 2])
        mask[0, top : top + height, left : left + width] = 1
    return masks


def dice(prediction, target, smooth=SMOOTH):
    """Of each image, (n,)."""
    sizes = prediction.sum((1, 2, 3)) + target.sum((1, 2, 3))
    return (2 * (prediction * target).sum((1, 2, 3)) + smooth) / (sizes + smooth)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def seed_of(rng):
    return int(rng.integers(2**31))


# --- 1 · Split ----------------------------------------------------------------------------------------------


def patients(rng):
    """Numbers of patients with gaps and unequal numbers of slices, mixed."""
    numbers = rng.choice(90, size=7, replace=False)
    return rng.permutation(np.repeat(numbers, rng.integers(2, 6, size=7)))


def split(student, patient, n_test):
    answer = lab.split_by_patient(as_numpy(patient), n_test)
    parts = student.ask([probe.array(answer[0]), probe.array(answer[1]), probe.length(answer)])
    hint = "Two arrays with positions of slices: np.flatnonzero(...) of what is true for a slice."
    require(parts.pop() == 2, "It should return two arrays: (train, test).", hint)
    for part, name in zip(parts, ("train", "test"), strict=True):
        require(isinstance(part, np.ndarray) and part.ndim == 1, f"{name} should be an array (n,).", hint)
        require(
            part.dtype.kind in "iu", f"{name} should hold positions, whole numbers, not {part.dtype}.", hint
        )
        inside = ((part >= 0) & (part < len(patient))).all()
        require(inside, f"{name} holds positions that no slice has.", hint)
    return parts


@check(cell="split_by_patient", weight=0)
def test_split_gives_positions(student, rng):
    """`split_by_patient` gives two arrays with positions of slices."""
    split(student, patients(rng), 2)


@check(cell="split_by_patient", weight=2, needs=["test_split_gives_positions"])
def test_no_patient_is_in_both_parts(student, rng):
    """No patient is in both parts, and every slice is in one."""
    patient = patients(rng)
    train, test = split(student, patient, 2)
    hint = "Choose patients, not slices: np.isin(patient, chosen)."
    both = set(patient[train]) & set(patient[test])
    require(not both, f"Slices of {len(both)} patients are in the training set and in the test set.", hint)
    require(
        sorted([*train, *test]) == list(range(len(patient))), "Not every slice is in exactly one part.", hint
    )


@check(cell="split_by_patient", needs=["test_no_patient_is_in_both_parts"])
def test_last_patients_are_held_out(student, rng):
    """The patients with the largest numbers are held out, and positions ascend."""
    patient = patients(rng)
    for n_test in (1, 3):
        train, test = split(student, patient, n_test)
        held = np.isin(patient, np.unique(patient)[-n_test:])
        hint = "np.unique sorts the numbers; the last ones are the largest."
        others = len(set(patient[test]))
        require(others == n_test, f"With n_test = {n_test} it holds out {others} patients.", hint)
        right = set(test) == set(np.flatnonzero(held))
        require(right, "It holds out other patients than those with the largest numbers.", hint)
        ordered = (np.diff(train) > 0).all() and (np.diff(test) > 0).all()
        require(ordered, "The positions do not ascend.", "np.flatnonzero gives them in order.")


# --- 2 · Resize ---------------------------------------------------------------------------------------------


RESIZED = 32  # so many that what picking pixels adds to one mask and takes from the next evens out


@shared
def resized(rng):
    """Pictures without edges and masks, made smaller and larger."""
    row, column = np.mgrid[:20, :20] / 20
    waves = rng.uniform(1, 2, size=(RESIZED, 1, 1, 1))
    images = (np.sin(4 * waves * row) + np.cos(3 * waves * column) + waves * row * column).astype("float32")
    masks = np.zeros((RESIZED, 1, 20, 20), "float32")
    places = rng.integers([1, 1, 7, 7], [8, 8, 12, 12], (RESIZED, 4))
    for mask, (top, left, height, width) in zip(masks, places, strict=True):
        mask[0, top : top + height, left : left + width] = 1
    answers = Together({"small": lab.resize(images, masks, 14), "large": lab.resize(images, masks, 30)})
    return images, masks, answers


def sizes(answers, who):
    """What resize made of the images and masks: [(size, images, masks)]."""
    found = []
    for name, size in (("small", 14), ("large", 30)):
        pair = answers.of(who)[name]
        hint = "Resample both, and return (images, masks)."
        require(isinstance(pair, list) and len(pair) == 2, "It should return two tensors.", hint)
        for part, what in zip(pair, ("images", "masks"), strict=True):
            assert_shape(part, (RESIZED, 1, size, size), f"resize(images, masks, {size}): the {what}", hint)
        found.append((size, *pair))
    return found


@check(cell="resize", weight=0)
def test_resize_gives_both(student, resized):
    """`resize` gives images and masks of the size asked for."""
    sizes(resized[2], student)


def nearest(masks, size, offset):
    """Masks whose pixels are picked, not mixed: of the pixel at (i + offset) · scale."""
    places = np.minimum((np.arange(size) + offset) * masks.shape[-1] / size, masks.shape[-1] - 1).astype(int)
    return masks[:, :, places][..., places]


@check(cell="resize", weight=2, needs=["test_resize_gives_both"])
def test_masks_stay_masks(student, resized):
    """Resized masks hold zeros and ones alone, in the right places."""
    _, masks, answers = resized
    for size, _, small in sizes(answers, student):
        hint = "mode='nearest' picks pixels; every other mode mixes them."
        between = ~np.isin(small, [0, 1])
        require(
            not between.any(), "There are values between 0 and 1 in a mask: it has been interpolated.", hint
        )
        near = [nearest(masks, size, offset) for offset in (0, 0.5)]
        off = min(np.abs(small - mask).mean() for mask in near)
        grown = small.mean() / masks.mean()
        # Picking, or a threshold of one half, lands in 0.86 to 1.15; counting every pixel touched from 1.18 on.
        same = off < 0.08 and 0.84 < grown < 1.163
        require(same, "A mask does not cover the same part of the image as before.", hint)


@check(cell="resize", needs=["test_resize_gives_both"])
def test_images_are_interpolated(student, reference, resized):
    """Resized images are interpolated bilinearly."""
    images, _, answers = resized
    for (size, value, _), (_, right, _) in zip(
        sizes(answers, student), sizes(answers, reference), strict=True
    ):
        picked = any(agree(value, nearest(images, size, offset)) for offset in (0, 0.5))
        wrong = "The pixels of the image are picked, not interpolated." if picked else (
            "It is not the image, interpolated bilinearly."
        )  # fmt: skip
        # corners aligned or not, smoothed before it is made smaller or not: all of this is bilinear
        close = value.shape == right.shape and np.abs(value - right).max() < 0.25 * np.ptp(images)
        same = close and agree(value, right, 0.12) and not picked
        require(same, wrong, "F.interpolate(images, size=(size, size), mode='bilinear')")


# --- 3 · Augmentation ---------------------------------------------------------------------------------------


# Of so many draws, how often each of four turns occurs lies within 0.08 of a quarter but once in a million times.
SHIFT, SIDE, DRAWS, OFTEN = 3, 10, 800, 0.08


def picture(rng):
    """A picture (1, 1, SIDE, SIDE) whose pixels are all different, and a mask that can be read off it."""
    image = rng.permutation(SIDE * SIDE).reshape(1, 1, SIDE, SIDE).astype("float32")
    return image, (image > 0.7 * SIDE * SIDE).astype("float32")


@shared
def augmented(rng):
    """Many augmented copies of one picture, and of its mask; a batch that is looked at before and after."""
    image, mask = picture(rng)
    copies = [np.tile(array, (DRAWS, 1, 1, 1)) for array in (image, mask)]
    kept = [probe.value([image]), probe.value([mask])]
    parts = {
        "pairs": lab.augment(*copies, shift=SHIFT),
        "default": lab.augment(*(array[: DRAWS // 8] for array in copies)),
        "kept": [lab.augment(kept[0][0], kept[1][0], shift=SHIFT), kept[0][0], kept[1][0]],
    }
    return image, mask, Together(parts)


def pairs(augmented, student, name="pairs", draws=DRAWS):
    images, masks = augmented[2].of(student)[name]
    for array, what in ((images, "images"), (masks, "masks")):
        hint = "Return (images, masks), each of the shape it came in."
        assert_shape(array, (draws, 1, SIDE, SIDE), f"augment(images, masks): the {what}", hint)
    return images, masks


@check(cell="augment", weight=0)
def test_augment_keeps_shapes(student, augmented):
    """`augment` gives images and masks of the shapes they came in."""
    pairs(augmented, student)


@check(cell="augment", weight=3, needs=["test_augment_keeps_shapes"])
def test_image_and_mask_change_alike(student, augmented):
    """The mask is changed in exactly the same way as its image."""
    images, masks = pairs(augmented, student)
    image, mask, _ = augmented
    hint = "Draw the random numbers once for a slice, and use them for both; or change the two as one tensor."
    changed = np.array([not agree(one, image[0]) for one in images])
    require(changed.any() or agree(masks[:1], mask), "The masks are changed, and the images are not.", hint)
    still = np.array([np.array_equal(one, mask[0]) for one in masks])
    require(not (changed & still).sum() > DRAWS // 2, "The images are changed, and the masks are not.", hint)
    alike = (images > 0.7 * SIDE * SIDE) == (masks > 0.5)
    require(alike.mean() > 0.999, "Images and masks are changed in different ways.", hint)


def moves(image, images):
    """How each of ``images`` was made of ``image``: the (mirrored, quarter turns, down, right) that lead to it, or None."""
    starts = {
        (mirrored, turns): np.rot90(image[..., ::-1] if mirrored else image, turns, axes=(-2, -1))
        for mirrored, turns in product((False, True), range(4))
    }
    return [move(starts, one) for one in images]


def move(starts, one):
    top = np.argwhere(one[0] == one.max())[0]
    for (mirrored, turns), start in starts.items():
        before = np.argwhere(start[0] == start.max())[0]
        down, right = (int(d) for d in (top - before + SIDE // 2) % SIDE - SIDE // 2)
        if np.array_equal(np.roll(start, (down, right), axis=(-2, -1)), one):
            return mirrored, turns, down, right
    return None


@check(cell="augment", weight=2, needs=["test_augment_keeps_shapes"])
def test_pixels_only_change_places(student, augmented):
    """Slices are mirrored, turned by quarter turns and moved by whole pixels: no value changes or is lost."""
    image = augmented[0]
    images, _ = pairs(augmented, student)
    hint = "flip, rot90 and roll change places alone."
    values = np.sort(images.reshape(DRAWS, -1)) == np.sort(image.ravel())
    require(values.all(), "Pixels are lost, or values have changed.", hint)
    made = moves(image[0], images)
    require(None not in made, "A slice is not the old one, mirrored, turned and moved.", hint)
    down, right = (max(abs(move[axis]) for move in made) for axis in (2, 3))
    require(max(down, right) <= SHIFT, "A slice is moved by more than `shift` pixels.", hint)


@check(cell="augment", weight=2, needs=["test_pixels_only_change_places"])
def test_every_change_occurs(student, augmented):
    """Mirroring, each of the four turns, and moves in both directions all occur, each as often as it should."""
    image = augmented[0]
    made = np.array(moves(image[0], pairs(augmented, student)[0]), dtype=int)
    mirrored, turns, down, right = made.T
    hint = "Mirror with probability ½; 0 to 3 quarter turns; moves from -shift to +shift, both included."
    require(mirrored.any(), "No slice is mirrored.", hint)
    require(abs(mirrored.mean() - 0.5) < 1.2 * OFTEN, "Slices are not mirrored with probability ½.", hint)
    shares = np.bincount(turns, minlength=4) / DRAWS
    require(shares[1:].any(), "No slice is turned.", hint)
    require(np.abs(shares - 0.25).max() < OFTEN, "The four turns are not equally probable.", hint)
    for move, name in ((down, "down or up"), (right, "to the right or left")):
        require(move.any(), f"No slice is moved {name}.", hint)
        require(
            move.min() == -SHIFT and move.max() == SHIFT,
            f"Moves {name} do not reach `shift` both ways.",
            hint,
        )
    require(not np.array_equal(down, right), "Moves down and to the right share their random number.", hint)


@check(cell="augment", weight=2, needs=["test_pixels_only_change_places"])
def test_each_slice_is_changed_in_its_own_way(student, augmented):
    """Each slice of a batch gets random numbers of its own."""
    made = set(moves(augmented[0][0], pairs(augmented, student)[0]))
    hint = "Draw the random numbers within the loop over the slices."
    require(len(made) > 1, "All slices of a batch are changed in the same way.", hint)
    require(len(made) > 6, "There are too few different ways in which slices are changed.", hint)


@check(cell="augment", needs=["test_augment_keeps_shapes"])
def test_augment_works_on_copies(student, augmented):
    """The slices it is given stay as they are, and `shift` is 4 unless given."""
    image, mask, answers = augmented
    _, *after = answers.of(student)["kept"]
    wrong = "The tensors that it was given have been changed."
    assert_close(
        after, [image, mask], wrong=wrong, hint="Work on copies: stack the results into a new tensor."
    )
    ways = set(moves(image[0], pairs(augmented, student, "default", DRAWS // 8)[0])) - {None}
    if len(ways) > DRAWS // 32:  # else there is nothing to be seen, and another check says so
        found = max(max(abs(down), abs(right)) for _, _, down, right in ways)
        hint = "def augment(images, masks, shift=4)"
        require(found == 4, "Without `shift`, slices are not moved by up to 4 pixels.", hint)


# --- 4 · Dice -----------------------------------------------------------------------------------------------


@check(cell="dice_coefficient", weight=0)
def test_dice_has_a_number_per_image(student, rng):
    """`dice_coefficient` gives one number for each image."""
    a, b = some_masks(rng, 4), some_masks(rng, 4)
    hint = "Sum over the axes 1, 2 and 3: of (n, 1, H, W) remains (n,)."
    assert_shape(student.ask(lab.dice_coefficient(a, b)), (4,), "dice_coefficient(prediction, target)", hint)


@check(cell="dice_coefficient", weight=3, needs=["test_dice_has_a_number_per_image"])
def test_dice_compares_two_sets(student, rng):
    """It is twice the intersection over the sum of the sizes, with `smooth` above and below."""
    a, b = some_masks(rng, 5), some_masks(rng, 5)
    values = student.ask([lab.dice_coefficient(a, b), lab.dice_coefficient(a, b, smooth=3.0)])
    both, sizes = (a * b).sum((1, 2, 3)), a.sum((1, 2, 3)) + b.sum((1, 2, 3))

    def known(s):
        return {
            "The factor 2 in front of the intersection is missing.": [(both + s) / (sizes + s)],
            "It is intersection over union (Jaccard), not Dice.": [(both + s) / (sizes - both + s)],
            "`smooth` is missing in the numerator.": [2 * both / (sizes + s)],
            "`smooth` is missing in the denominator.": [(2 * both + s) / sizes],
            "`smooth` has no effect.": [2 * both / sizes, (2 * both + 1) / (sizes + 1)],
            "It is a loss, 1 minus the coefficient.": [1 - (2 * both + s) / (sizes + s)],
            "The factor 2 multiplies `smooth`, too.": [2 * (both + s) / (sizes + s)],
        }

    hint = "(2 · Σ prediction · target + smooth) / (Σ prediction + Σ target + smooth)"
    for value, smooth in zip(values, (SMOOTH, 3.0), strict=True):
        wrong = diagnosis(value, known(smooth), "It is not the Dice coefficient of the two sets.")
        assert_close(value, dice(a, b, smooth), wrong=wrong, hint=hint)


@check(cell="dice_coefficient", needs=["test_dice_has_a_number_per_image"])
def test_dice_of_nothing_is_one(student, rng):
    """Two empty masks agree: their coefficient is 1, not NaN."""
    nothing, some = np.zeros((3, 1, 8, 8), "float32"), some_masks(rng, 3, 8)
    empty, missed = student.ask([lab.dice_coefficient(nothing, nothing), lab.dice_coefficient(nothing, some)])
    hint = "0 / 0 is NaN: `smooth` belongs into numerator and denominator."
    require(not np.isnan(empty).any(), "Two empty masks give NaN.", hint)
    assert_close(empty, np.ones(3), wrong="Two empty masks agree, but their coefficient is not 1.", hint=hint)
    require((missed < 0.6).all(), "A mask that is missed altogether gets a large coefficient.", hint)


# --- 5 · Loss -----------------------------------------------------------------------------------------------


@check(cell="soft_dice_loss", weight=0)
def test_loss_is_a_scalar(student, rng):
    """`soft_dice_loss` gives one number for a batch."""
    logits, target = rng.normal(size=(4, 1, 8, 8)), some_masks(rng, 4, 8)
    value = student.ask(lab.soft_dice_loss(logits, target))
    assert_shape(value, (), "soft_dice_loss(logits, target)", "The mean over the batch is one number.")


@check(cell="soft_dice_loss", weight=4, needs=["test_loss_is_a_scalar"])
def test_loss_is_soft_dice(student, rng):
    """It is 1 minus the Dice coefficient of the probabilities, mean over the batch."""
    batches = [
        (2 * rng.normal(size=(4, 1, 9, 9)), some_masks(rng, 4, 9), smooth) for smooth in (SMOOTH, SMOOTH, 5.0)
    ]
    values = student.ask(
        [lab.soft_dice_loss(logits, y, smooth=s) for logits, y, s in batches[1:]]
        + [lab.soft_dice_loss(*batches[0][:2])]
    )
    axes = (1, 2, 3)

    def known(logits, y, s):
        p = sigmoid(logits)
        both, sizes = (p * y).sum(axes), p.sum(axes) + y.sum(axes)
        squares = (p**2).sum(axes) + (y**2).sum(axes)
        return {
            "It is computed from the logits themselves; the formula speaks of probabilities.": [
                (1 - dice(logits, y, s)).mean()
            ],
            "The factor 2 in front of the intersection is missing.": [(1 - (both + s) / (sizes + s)).mean()],
            "A softmax over one channel is 1 everywhere; take the sigmoid.": [
                (1 - dice(np.ones_like(p), y, s)).mean()
            ],
            "The sigmoid is applied twice.": [(1 - dice(sigmoid(p), y, s)).mean()],
            "The sums run over the whole batch; they belong to one image each.": [
                1 - (2 * both.sum() + s) / (sizes.sum() + s)
            ],
            "It is the coefficient itself, not 1 minus it.": [dice(p, y, s).mean()],
            "The sign is wrong, and the 1 is missing.": [-dice(p, y, s).mean()],
            "It is summed over the batch; that must be averaged.": [(1 - dice(p, y, s)).sum()],
            "The probabilities are rounded to 0 and 1: then there is no gradient.": [
                (1 - dice((p > 0.5) * 1.0, y, s)).mean()
            ],
            "`smooth` has no effect.": [(1 - dice(p, y, 0)).mean(), (1 - dice(p, y, 1)).mean()],
            "The sizes are summed over squares; the formula has the probabilities themselves.": [
                (1 - (2 * both + s) / (squares + s)).mean()
            ],
            "`smooth` is missing in the numerator.": [(1 - 2 * both / (sizes + s)).mean()],
        }

    hint = "p = sigmoid(logits); 1 - (2 · Σ p · y + smooth) / (Σ p + Σ y + smooth) for each image; then the mean."
    for value, (logits, y, smooth) in zip(values, [*batches[1:], batches[0]], strict=True):
        wrong = diagnosis(value, known(logits, y, smooth), "It is not the soft Dice loss.")
        assert_close(value, (1 - dice(sigmoid(logits), y, smooth)).mean(), wrong=wrong, hint=hint)


@check(cell="soft_dice_loss", needs=["test_loss_is_a_scalar"])
def test_loss_is_finite(student, rng):
    """It stays finite for empty masks, and for logits of any size."""
    far, empty = 300.0 * np.sign(rng.normal(size=(3, 1, 8, 8))), np.zeros((3, 1, 8, 8), "float32")
    questions = [lab.soft_dice_loss(far, some_masks(rng, 3, 8)), lab.soft_dice_loss(empty - 200.0, empty)]
    large, nothing = student.ask(questions)
    hint = "`smooth` belongs above and below; torch.sigmoid is safe for any logit."
    require(np.isfinite(nothing).all(), "For an empty mask that is rightly predicted it is NaN.", hint)
    require(np.isfinite(large).all(), "For large logits it is NaN or infinite.", hint)
    require(abs(nothing) < 1e-3, "An empty mask that is rightly predicted costs something.", hint)


@check(cell="soft_dice_loss", weight=2, needs=["test_loss_is_a_scalar"])
def test_loss_has_a_gradient(student, rng):
    """Its gradient reaches every logit."""
    at, y = rng.normal(size=(3, 1, 7, 7)), some_masks(rng, 3, 7)
    d, step, variable = rng.normal(size=at.shape), 1e-2, probe.variable(at)
    loss = lab.soft_dice_loss
    gradient = probe.gradient(loss(variable, y), wrt=[variable])
    (gradient,), up, down = student.ask([gradient, loss(at + step * d, y), loss(at - step * d, y)])
    hint = "No threshold, no round, no numpy, no detach: they all cut the gradient off."
    require(gradient is not None, "No gradient reaches the logits.", hint)
    assert_shape(gradient, at.shape, "The gradient with respect to the logits", hint)
    require(np.any(gradient), "The gradient is 0 everywhere: the probabilities are rounded.", hint)
    parts, slope = gradient * d, (float(up) - float(down)) / (2 * step)
    wrong = "The gradient does not say how the loss changes: part of it is cut off."
    require(abs(parts.sum() - slope) <= 0.02 * np.abs(parts).sum(), wrong, hint)


# --- 6 · DoubleConv -----------------------------------------------------------------------------------------


@shared
def block(rng):
    """What a DoubleConv(2, 3) does: its output, its reach, its statistics, and whether it is linear inside."""
    blocks = lab.DoubleConv(2, 3)
    x, centre = rng.normal(size=(8, 2, 9, 11)), np.zeros((8, 3, 9, 11), "float32")
    centre[:, :, 4, 5] = 1
    seen = probe.variable(x)
    still = probe.in_mode(probe.randomised(blocks, seed=seed_of(rng)), False)
    plain = probe.in_mode(probe.without_biases(lab.DoubleConv(2, 3)), False)
    trained = probe.in_mode(lab.DoubleConv(2, 3), True)
    a, b = rng.normal(size=(2, 1, 2, 6, 6))
    parts = {
        "y": still(x),
        "reach": probe.gradient(probe.projection(still(seen), centre), wrt=[seen]),
        "norms": probe.delta(trained(x), of={"block": trained}),
        "sums": [[plain(x), plain(-x)] for x in (a, b, a + b)],
    }
    return Together(parts)


@check(cell="double_conv", weight=0)
def test_block_keeps_the_size(student, block):
    """`DoubleConv(2, 3)` keeps height and width, and puts out three channels."""
    hint = "A 3×3 convolution keeps the size with padding=1."
    assert_shape(block.of(student)["y"], (8, 3, 9, 11), "DoubleConv(2, 3)(x)", hint)


@check(cell="double_conv", weight=2, needs=["test_block_keeps_the_size"])
def test_block_has_two_convolutions(student, block):
    """Each output pixel sees 5×5 input pixels: two 3×3 convolutions, one after the other."""
    (gradient,) = block.of(student)["reach"]
    hint = "nn.Conv2d(..., 3, padding=1) twice; in between normalisation and ReLU."
    assert_shape(gradient, (8, 2, 9, 11), "The gradient with respect to the input")
    rows, columns = np.nonzero(np.abs(gradient).max((0, 1)))
    reach = (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1) if len(rows) else (0, 0)
    require(reach == (5, 5), f"An output pixel sees {reach[0]}×{reach[1]} input pixels, not 5×5.", hint)


@check(cell="double_conv", weight=2, needs=["test_block_keeps_the_size"])
def test_block_has_two_relus(student, block):
    """There is a ReLU behind each of the two normalisations."""
    value, sums = block.of(student)["y"], block.of(student)["sums"]
    hint = "Convolution, normalisation, ReLU; convolution, normalisation, ReLU."
    require(value.min() >= 0, "There are negative outputs: the ReLU at the end is missing.", hint)
    require((value == 0).mean() > 0.02, "No output is 0: is the last activation a ReLU?", hint)
    odd = []
    for there, back in sums:
        for part in (there, back):
            assert_shape(part, (1, 3, 6, 6), "DoubleConv(2, 3)(x)")
        odd.append(there - back)  # without a ReLU in between this is linear in x
    require(not agree(odd[2], odd[0] + odd[1], 1e-2), "The ReLU between the convolutions is missing.", hint)


@check(cell="double_conv", needs=["test_block_keeps_the_size"])
def test_block_is_normalised_twice(student, block):
    """Both convolutions are followed by batch normalisation."""
    state = block.of(student)["norms"]["state"]["block"]
    moved = [a for a in state if isinstance(a, np.ndarray) and a.shape == (3,) and a.any()]
    hint = "nn.BatchNorm2d(out_channels) behind each of the two convolutions."
    require(len(moved) > 0, "There is no batch normalisation in it.", hint)
    require(len(moved) >= 4, "There is only one batch normalisation in it.", hint)


# --- 7 · U-Net ----------------------------------------------------------------------------------------------


CHANNELS = (3, 5, 7)


def walk(network, x):
    """A network made of known blocks: what it puts out, and what each of its blocks was called with, in order."""
    recorder = probe.recorder()
    expr = {"logits": probe.in_mode(network, False)(x), "seen": recorder.seen}
    return expr, {"replace": {"DoubleConv": recorder.block}}


class Walk:
    """The blocks of a network as they were called: channels, inputs x and outputs y."""

    def __init__(self, network, x):
        self.x = x
        self._expr, self._options = walk(network, x)
        self._answers = {}

    def of(self, who):
        if id(who) not in self._answers:
            self._answers[id(who)] = who.ask(self._expr, **self._options)
        return self._answers[id(who)]

    def blocks(self, student, count, hint):
        seen = self.of(student)["seen"]
        require(len(seen) > 0, "It does not use `DoubleConv`.", hint)
        require(len(seen) == count, f"It calls {len(seen)} blocks; here it should be {count}.", hint)
        for one in seen:
            for part in (one["x"], one["y"]):
                good = isinstance(part, np.ndarray) and part.ndim == 4 and np.isfinite(part).all()
                require(
                    good, "A block is called with something else than a tensor (n, channels, H, W).", hint
                )
        return seen


@shared
def unet(rng):
    return Walk(lab.UNet(channels=CHANNELS), rng.normal(size=(4, 1, 32, 48)))


def pooled(x):
    """2×2 max pooling of (n, channels, H, W)."""
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))


def averaged(x):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // 2, 2, w // 2, 2).mean((3, 5))


@check(cell="unet", weight=0)
def test_unet_keeps_the_size(student, rng):
    """`UNet(channels)` turns images into logits of the same height and width."""
    asked = lab.UNet(channels=CHANNELS)(rng.normal(size=(2, 1, 8, 12)))
    value = student.ask(asked, replace={"DoubleConv": probe.recorder().block})
    hint = "As often as height and width are halved they must be doubled; the head puts out one channel."
    assert_shape(value, (2, 1, 8, 12), "UNet(channels=(3, 5, 7))(images)", hint)


ENCODER_HINT = (
    "DoubleConv(1, c_0), then for each further level F.max_pool2d(x, 2) and DoubleConv(c_{i-1}, c_i)."
)


@check(cell="unet", weight=2, needs=["test_unet_keeps_the_size"])
def test_unet_encodes_level_by_level(student, unet):
    """The encoder has a `DoubleConv` on each level, and 2×2 max pooling in between."""
    seen = unet.blocks(student, 5, "One block per level on the way down, one per level on the way up.")
    assert_encoder(unet.x, seen[:3], [(1, 3), (3, 5), (5, 7)])


def assert_encoder(x, blocks, channels):
    """The blocks of an encoder: each is called with what the one before put out, after max pooling."""
    require(
        agree(blocks[0]["x"], x),
        "The first block is not called with the image itself.",
        ENCODER_HINT,
    )
    for level, (one, (inputs, outputs)) in enumerate(zip(blocks, channels, strict=True)):
        right = one["x"].shape[1] == inputs and one["y"].shape[1] == outputs
        require(
            right,
            f"The encoder's block on level {level} has other numbers of channels than asked for.",
            ENCODER_HINT,
        )
    for level, (above, below) in enumerate(pairwise(blocks), start=1):
        x = below["x"]
        known = {
            "There is average pooling in the encoder; it should be max pooling.": [averaged(above["y"])],
            "The encoder does not halve height and width between its blocks.": [above["y"]],
            "The encoder drops pixels by a stride; it should take the maximum.": [above["y"][..., ::2, ::2]],
        }
        wrong = diagnosis(
            x, known, f"Level {level} of the encoder is not called with the level above, pooled."
        )
        require(agree(x, pooled(above["y"])), wrong, ENCODER_HINT)


SKIP_HINT = "torch.cat([skip, up(x)], dim=1), where skip is what the encoder's block of this level put out: the last one first."


@check(cell="unet", weight=4, needs=["test_unet_encodes_level_by_level"])
def test_unet_concatenates_the_skips(student, unet):
    """Each block of the decoder gets what the encoder's block of the same level put out, beside the upsampled."""
    seen = unet.blocks(student, 5, SKIP_HINT)
    down, up = seen[:3], seen[3:]
    for level, one in zip((1, 0), up, strict=True):
        skip, x = down[level]["y"], one["x"]
        where = f"Level {level} of the decoder"
        require(
            x.shape[2:] == skip.shape[2:],
            f"{where} has another height and width than the encoder's.",
            SKIP_HINT,
        )
        if not contains(x, skip):
            require(False, explain_skip(x, skip, down, level, where), SKIP_HINT)
        rest = x.shape[1] - skip.shape[1]
        require(rest > 0, f"{where} gets the skip connection alone, and nothing from below.", SKIP_HINT)
        require(
            one["y"].shape[1] == CHANNELS[level],
            f"{where} should put out {CHANNELS[level]} channels.",
            SKIP_HINT,
        )


def contains(x, part):
    """Whether the channels of ``part`` stand behind each other somewhere among those of ``x``."""
    last = x.shape[1] - part.shape[1]
    return any(agree(x[:, at : at + part.shape[1]], part) for at in range(last + 1))


def explain_skip(x, skip, down, level, where):
    """Why the encoder's output is not to be found in a decoder block's input."""
    if any(contains(x, other["x"]) for other in down):
        return f"{where} gets what went *into* a block of the encoder; it should be what came out."
    stretched = [np.kron(other["y"], np.ones((1, 1, 2**n, 2**n))) for other in down for n in range(1, 3)] + [
        pooled(other["y"]) for other in down[:-1]
    ]
    if any(s.shape[2:] == x.shape[2:] and contains(x, s) for s in stretched):
        return f"{where} gets the encoder's output of another level."
    if x.shape[1] == skip.shape[1]:
        return f"{where} has as many channels as the skip connection alone: added, or left out? It should be concatenated."
    return f"{where} does not get what the encoder's block of this level put out."


@check(cell="unet", weight=2, needs=["test_unet_concatenates_the_skips"])
def test_unet_upsamples_what_comes_from_below(student, unet):
    """Beside the skip, each block of the decoder gets what comes from the level below."""
    seen = unet.blocks(student, 5, SKIP_HINT)
    for level, below, one in ((1, seen[2], seen[3]), (0, seen[3], seen[4])):
        skip = seen[level]["y"]
        part = next(
            np.delete(one["x"], range(at, at + skip.shape[1]), axis=1)
            for at in range(one["x"].shape[1])
            if agree(one["x"][:, at : at + skip.shape[1]], skip)
        )
        hint = "The transposed convolution (or nn.Upsample) gets what the block below put out."
        wrong = f"What level {level} of the decoder gets from below is not what the block below put out."
        require(explained(part, below["y"]) > 0.5, wrong, hint)


def explained(part, below):
    """The share of the variance of ``part`` that is linear in ``below``, of which each pixel became four.

    Upsampling, whichever way, makes a pixel of few pixels below: here of the 3×3 around the one it came from.
    """
    height, width = below.shape[2:]
    around = np.pad(below, [(0, 0), (0, 0), (1, 1), (1, 1)])
    near = [around[..., i : i + height, j : j + width] for i, j in product(range(3), repeat=2)]
    x = np.moveaxis(np.concatenate([*near, np.ones_like(below[:, :1])], axis=1), 1, -1).reshape(
        -1, 9 * below.shape[1] + 1
    )
    left = total = 1e-12
    for row, column in product((0, 1), repeat=2):  # each of the four is made in its own way
        y = np.moveaxis(part[..., row::2, column::2], 1, -1).reshape(-1, part.shape[1])
        fit = x @ np.linalg.lstsq(x, y, rcond=None)[0]
        left, total = left + ((y - fit) ** 2).sum(), total + ((y - y.mean(0)) ** 2).sum()
    return 1 - left / total


@check(cell="unet", needs=["test_unet_keeps_the_size"])
def test_unet_can_learn(student, rng):
    """Every weight of the U-Net gets a gradient, and following it changes the logits as it should."""
    assert_network_learns(student, rng, lab.UNet(channels=(3, 4, 5)), blocks=5)


@check(cell="unet", needs=["test_unet_can_learn"])
def test_unet_puts_out_logits(student, rng):
    """Logits can be any real number: there is no activation at the end."""
    assert_logits(student, rng, lab.UNet(channels=(4, 6)))


def assert_logits(student, rng, network):
    """What a network made of known blocks puts out can be any real number.

    By chance the logits may all lie on one side; a bound is there whatever the weights are.
    """
    hint = "The head is a 1×1 convolution, and nothing comes behind it."
    for _ in range(3):
        known = probe.in_mode(probe.randomised(network, seed=seed_of(rng), gain=6.0), False)
        images = rng.normal(size=(6, 1, 8, 8)) + np.linspace(-8, 8, 6).reshape(6, 1, 1, 1)
        value = student.ask(known(images), replace={"DoubleConv": probe.recorder().block})
        assert_shape(value, (6, 1, 8, 8), "What the network puts out", hint)
        if value.min() < 0 < value.max() and np.abs(value).max() > 1:
            return
    require(value.min() < 0, "No logit is negative: is there a sigmoid, softmax or ReLU at the end?", hint)
    require(value.max() > 0, "No logit is positive.", hint)
    require(False, "All logits lie between -1 and 1: is there a tanh at the end?", hint)


def assert_network_learns(student, rng, network, blocks):
    """Every weight of a network made of known blocks gets a gradient, and all blocks' weights are among them.

    By chance a ReLU of the student's may be 0 everywhere: what is really cut off is so whatever the weights are.
    """
    for attempt in range(3):
        directions = [rng.normal(size=(2, 1, 8, 8))]
        asked = nudged(
            probe.randomised(network, seed=seed_of(rng)), rng.normal(size=(2, 1, 8, 8)), directions
        )
        answer = student.ask(asked, replace={"DoubleConv": probe.recorder().block})
        missing = "The weights of its blocks are not among its parameters, so no optimiser finds them."
        require(
            answer["norms"].size > 2 * blocks,
            missing,
            "Keep layers in an nn.ModuleList, not in a Python list.",
        )
        if attempt == 2 or (answer["norms"] > 0).all():
            return assert_learned(answer, directions)


# --- 8 · SegNet ---------------------------------------------------------------------------------------------


@shared
def segnet(rng):
    return Walk(lab.SegNet(channels=CHANNELS), rng.normal(size=(2, 1, 16, 24)))


@check(cell="segnet", weight=0)
def test_segnet_keeps_the_size(student, rng):
    """`SegNet(channels)` turns images into logits of the same height and width."""
    asked = lab.SegNet(channels=CHANNELS)(rng.normal(size=(2, 1, 8, 16)))
    value = student.ask(asked, replace={"DoubleConv": probe.recorder().block})
    hint = "Every level is pooled once, and unpooled once; the head puts out one channel."
    assert_shape(value, (2, 1, 8, 16), "SegNet(channels=(3, 5, 7))(images)", hint)


UNPOOL_HINT = (
    "x, indices = F.max_pool2d(x, 2, return_indices=True) on the way down; F.max_unpool2d(x, indices, 2), with the last "
    "indices first, on the way up, before the block."
)


def unpooled(x, above):
    """x put to where the maxima of 2×2 pixels of ``above`` are, and zeros around."""
    large = np.kron(x, np.ones((1, 1, 2, 2), "float32"))
    return np.where(above == np.kron(pooled(above), np.ones((1, 1, 2, 2))), large, 0)


@check(cell="segnet", weight=1, needs=["test_segnet_keeps_the_size"])
def test_segnet_encodes_level_by_level(student, segnet):
    """The encoder has a `DoubleConv` on each level, each followed by 2×2 max pooling."""
    seen = segnet.blocks(student, 6, "One block per level on the way down, one per level on the way up.")
    assert_encoder(segnet.x, seen[:3], [(1, 3), (3, 5), (5, 7)])


@check(cell="segnet", weight=3, needs=["test_segnet_encodes_level_by_level"])
def test_segnet_unpools_to_the_maxima(student, segnet):
    """Each block of the decoder gets the level below, unpooled to where that level's maxima were."""
    seen = segnet.blocks(student, 6, UNPOOL_HINT)
    down, up = seen[:3], seen[3:]
    below = pooled(down[2]["y"])
    for level, one in zip((2, 1, 0), up, strict=True):
        x, above = one["x"], down[level]["y"]
        where = f"Level {level} of the decoder"
        right = x.shape == above.shape and below.shape[1] == x.shape[1]
        require(right, f"{where} has another shape than what was pooled there.", UNPOOL_HINT)
        corners = np.zeros_like(x)
        corners[..., ::2, ::2] = below
        known = {
            f"{where} gets the encoder's features: that is a skip connection, and no unpooling.": [above],
            f"{where} gets every value four times; unpooling leaves zeros around it.": [
                np.kron(below, np.ones((1, 1, 2, 2)))
            ],
            f"{where} gets the values in the corners of the 2×2 squares, not where the maxima were.": [
                corners
            ],
        }
        wrong = diagnosis(
            x, known, f"{where} does not get the level below, unpooled to the places of the maxima."
        )
        assert_close(x, unpooled(below, above), wrong=wrong, hint=UNPOOL_HINT)
        outputs = CHANNELS[max(level - 1, 0)]
        require(one["y"].shape[1] == outputs, f"{where} should put out {outputs} channels.", UNPOOL_HINT)
        below = one["y"]


@check(cell="segnet", weight=0.5, needs=["test_segnet_keeps_the_size"])
def test_segnet_can_learn(student, rng):
    """Every weight of the SegNet gets a gradient, and following it changes the logits as it should."""
    assert_network_learns(student, rng, lab.SegNet(channels=(3, 4)), blocks=4)


@check(cell="segnet", weight=0.5, needs=["test_segnet_can_learn"])
def test_segnet_puts_out_logits(student, rng):
    """Logits can be any real number: there is no activation at the end."""
    assert_logits(student, rng, lab.SegNet(channels=(4, 6)))


# --- 9 · Training step --------------------------------------------------------------------------------------


class Step:
    """One step of plain SGD with lr 1 on a known network in which old gradients are left: the change of each weight.

    soft_dice_loss is replaced by a known function, so that a mistake in it costs the step nothing.
    """

    def __init__(self, rng):
        self.x, self.y = rng.normal(size=(4, 1, 8, 8)).astype("float32"), some_masks(rng, 4, 8)
        self.seed, self.dirt, self.answers = seed_of(rng), seed_of(rng), {}

    def network(self, dirty=True):
        network = probe.pixelwise(self.seed, evaluation=True)
        return probe.dirty(network, self.dirt) if dirty else network

    def ask(self, who, replace, dirty=True):
        key = (id(who), tuple(sorted(replace)), dirty)
        if key not in self.answers:
            network = self.network(dirty)
            step = lab.train_step(network, probe.sgd(1.0, of=[network]), self.x, self.y)
            expr = [probe.delta(step, of={"network": network}), network.calls]
            self.answers[key] = who.ask(expr, replace=replace)
        return self.answers[key]

    def agrees(self, student, reference, part, *, rtol=1e-3):
        """Whether a part of the answer is right, with the known loss or, for whoever wrote it out, without."""
        for replace in (LOSS, {}):
            if agree(part(self.ask(student, replace)), part(self.ask(reference, replace)), rtol):
                return True
        return False


@shared
def step(rng):
    return Step(rng)


def change(answer):
    return answer[0]["delta"]["network"]


@check(cell="train_step", weight=0)
def test_step_gives_a_number(student, step):
    """`train_step` gives the loss, a number."""
    hint = "return loss.item()"
    assert_shape(step.ask(student, LOSS)[0]["value"], (), "train_step(model, optimizer, images, masks)", hint)


@check(cell="train_step", weight=2, needs=["test_step_gives_a_number"])
def test_step_reports_the_loss(student, reference, step):
    """It returns the sum of the two losses of the batch, before the step."""
    if step.agrees(student, reference, lambda answer: answer[0]["value"], rtol=3e-5):
        return
    value = step.ask(student, LOSS)[0]["value"]
    logits = reference.ask(probe.in_mode(step.network(), True)(step.x))
    entropy = np.logaddexp(0, logits) - step.y * logits
    soft, p = 0.4 * (logits**2).mean() + 0.7 * (step.y**2).mean(), sigmoid(logits)
    known = {
        "The cross-entropy is missing.": [soft],
        "The soft Dice loss is missing.": [entropy.mean()],
        "The cross-entropy is summed; it should be the mean over all pixels and images.": [
            soft + entropy.sum()
        ],
        "The model is not in training mode.": [self_in_evaluation(reference, step)],
        "soft_dice_loss is given probabilities; it takes logits.": [
            0.4 * (p**2).mean() + 0.7 * (step.y**2).mean() + entropy.mean()
        ],
        "The two arguments of soft_dice_loss are swapped: first logits, then masks.": [
            0.4 * (step.y**2).mean() + 0.7 * (logits**2).mean() + entropy.mean()
        ],
        "The cross-entropy is subtracted.": [soft - entropy.mean()],
    }
    wrong = diagnosis(value, known, "It is not soft_dice_loss + binary cross-entropy of this batch.")
    hint = (
        "soft_dice_loss(logits, masks) + F.binary_cross_entropy_with_logits(logits, masks), of model(images)."
    )
    require(False, wrong, hint)


def self_in_evaluation(reference, step):
    """The loss that a model in evaluation mode would have."""
    logits = reference.ask(probe.in_mode(step.network(), False)(step.x))
    entropy = np.logaddexp(0, logits) - step.y * logits
    return 0.4 * (logits**2).mean() + 0.7 * (step.y**2).mean() + entropy.mean()


@check(cell="train_step", weight=4, needs=["test_step_gives_a_number"])
def test_step_follows_the_gradient(student, reference, step):
    """It moves every weight against the gradient of the loss of this batch alone."""
    if step.agrees(student, reference, change):
        return
    hint = "optimizer.zero_grad(), loss.backward(), optimizer.step(), in this order, with the sum of both losses."
    moved = step.ask(student, LOSS)
    still = not any(a.any() for a in change(moved))
    require(not still, "No weight moves.", hint)
    clean = [step.ask(who, LOSS, dirty=False) for who in (student, reference)]
    # a model that is left in evaluation mode is another check's business, if it moves as it should there
    evaluated = explain_mode(moved)
    if agree(change(clean[0]), change(clean[1])):
        require(
            False, "Gradients of an earlier batch are added to those of this one: they are not cleared.", hint
        )
    opposite = [-a for a in change(clean[1])]
    require(not agree(change(clean[0]), opposite), "The weights move up the gradient, not down.", hint)
    require(
        not evaluated, "The model is in evaluation mode, so its normalisation does not see the batch.", hint
    )
    require(False, "The weights move, but not along the gradient of the two losses together.", hint)


def explain_mode(answer):
    """Whether the model was called in evaluation mode only."""
    calls = answer[1]
    return bool(calls) and not any(call["training"] for call in calls)


@check(cell="train_step", needs=["test_step_gives_a_number"])
def test_step_is_in_training_mode(student, step):
    """The model is in training mode when it sees the batch."""
    answer = step.ask(student, LOSS)
    hint = "model.train() at the beginning: evaluate may have left it in evaluation mode."
    require(not explain_mode(answer), "The model is in evaluation mode when it sees the batch.", hint)


# --- 10 · Evaluation ----------------------------------------------------------------------------------------


@shared
def evaluation(rng):
    """A known network is evaluated, at two thresholds; its logits are neither mostly above 0 nor below."""
    x, y = rng.normal(size=(9, 1, 8, 8)).astype("float32"), some_masks(rng, 9, 8)
    patient = rng.permutation(np.repeat(rng.choice(50, 3, replace=False), [2, 3, 4]))
    network = probe.pixelwise(seed_of(rng), gain=1.5)
    scores = lab.evaluate(network, x, y, as_numpy(patient))
    strict = lab.evaluate(network, x, y, as_numpy(patient), threshold=0.8)
    parts = {"scores": [scores, network.calls], "strict": strict}
    logits = {mode: probe.in_mode(network, mode)(x) for mode in (False, True)}
    return x, y, patient, Together(parts, replace={"dice_coefficient": KNOWN_DICE}), logits, Together(parts)


# A known measure in place of dice_coefficient: of a pair (prediction, target), per image.
KNOWN_DICE = probe.image_means(2.0, -0.5)


def measured(prediction, target):
    """What KNOWN_DICE gives, (n,)."""
    return 2.0 * prediction.mean((1, 2, 3)) - 0.5 * target.mean((1, 2, 3))


def mean_of_patients(values, patient):
    return {str(number): values[patient == number].mean() for number in np.unique(patient)}


def scores_of(evaluation, student, name="scores"):
    """The student's scores with the known measure, or, when they do without dice_coefficient, with their own."""
    answer = evaluation[3].of(student)[name]
    return answer[0] if name == "scores" else answer


def assert_scores(value, patient):
    hint = "A dict {patient's number: mean over the slices}."
    require(isinstance(value, dict), "It should return a dictionary.", hint)
    right = {str(number) for number in np.unique(patient)}
    require(set(value) == right, "The keys are not the numbers of the patients.", hint)
    for number, score in value.items():
        assert_shape(score, (), f"The score of patient {number}", hint)


@check(cell="evaluate", weight=0)
def test_evaluate_has_a_score_per_patient(student, evaluation):
    """`evaluate` gives a dictionary with a number for each patient."""
    assert_scores(scores_of(evaluation, student), evaluation[2])


@check(cell="evaluate", weight=4, needs=["test_evaluate_has_a_score_per_patient"])
def test_evaluate_averages_over_each_patient(student, reference, evaluation):
    """It is the mean Dice coefficient of each patient's slices, of pixels with a probability above ½."""
    _, y, patient, _, logits, own_dice = evaluation
    value = scores_of(evaluation, student)
    if agree_scores(value, own_dice.of(reference)["scores"][0]):
        return  # whoever wrote the coefficient out gets the real one, whatever stands in for the name
    still, moving = (reference.ask(logits[mode]) for mode in (False, True))
    p = sigmoid(still)

    def of(prediction, target=y):
        return mean_of_patients(measured(prediction.astype("float32"), target), patient)

    values = measured((still > 0).astype("float32"), y)
    known = {
        "The logits are compared with ½: above ½ must be the probability.": [of(still > 0.5)],
        "The model is in training mode: its normalisation uses the batch.": [of(moving > 0)],
        "The probabilities are not turned into zeros and ones.": [of(p)],
        "The logits are not turned into zeros and ones.": [of(still)],
        "Prediction and mask are swapped in dice_coefficient.": [
            mean_of_patients(measured(y, (still > 0).astype("float32")), patient)
        ],
        "Everything *below* the threshold is predicted to be muscle.": [of(still < 0)],
        "Every patient gets the mean over all slices.": [dict.fromkeys(of(p), values.mean())],
        "It is summed over the slices of a patient; that must be averaged.": [
            {str(n): values[patient == n].sum() for n in np.unique(patient)}
        ],
        "A patient gets the score of their last slice only.": [
            {str(n): values[patient == n][-1] for n in np.unique(patient)}
        ],
    }
    wrong = diagnosis(value, known, "It is not the mean Dice coefficient of each patient's slices.")
    hint = "Evaluation mode; sigmoid(logits) > threshold; dice_coefficient(prediction, masks); the mean of each patient."
    assert_close(value, of(still > 0), wrong=wrong, hint=hint)


def agree_scores(value, other):
    return isinstance(value, dict) and isinstance(other, dict) and agree(value, other)


@check(cell="evaluate", needs=["test_evaluate_has_a_score_per_patient"])
def test_evaluate_obeys_the_threshold(student, reference, evaluation):
    """`threshold` is where the probability must be above."""
    _, y, patient, _, logits, own_dice = evaluation
    value = scores_of(evaluation, student, "strict")
    assert_scores(value, patient)
    if agree_scores(value, own_dice.of(reference)["strict"]):
        return
    outcome = {}
    for mode in (False, True):
        of_mode = reference.ask(logits[mode])
        for cut in (0.0, np.log(0.8 / 0.2), 0.5, 0.8):
            prediction = (of_mode > cut).astype("float32")
            outcome[mode, cut] = mean_of_patients(measured(prediction, y), patient)
    usual = [
        scores_of(evaluation, student),
        *(outcome[mode, cut] for mode in (False, True) for cut in (0.0, 0.5)),
    ]
    ignored = any(agree(value, one) for one in usual)
    require(not ignored, "`threshold` has no effect.", "Compare the probabilities with `threshold`.")


@check(cell="evaluate", weight=2, needs=["test_evaluate_has_a_score_per_patient"])
def test_evaluate_only_looks(student, evaluation):
    """It looks in evaluation mode, without gradients."""
    _, calls = evaluation[3].of(student)["scores"]
    require(len(calls) > 0, "It does not call the model.", "logits = model(images)")
    modes = any(call["training"] for call in calls)
    require(not modes, "The model is in training mode: call model.eval() first.", "model.eval()")
    gradients = any(call["gradients"] for call in calls)
    require(not gradients, "Gradients are recorded, which costs memory and time.", "with torch.no_grad():")


# --- 11 · Occlusion -----------------------------------------------------------------------------------------


SQUARE, STRIDE = 3, 2


@shared
def occlusion(rng):
    """A map of a known network on an image whose pixels are all far from 0, 10 rows and 13 columns."""
    y = some_masks(rng, 1, 13)[:, :, :10]
    x = (rng.normal(size=y.shape) + 2 * y + np.where(rng.random(y.shape) < 0.5, 1, -1)).astype("float32")
    seed = seed_of(rng)
    network = probe.pixelwise(seed, gain=3.0)
    kept = probe.value([x[0], y[0]])
    maps = lab.occlusion_sensitivity(network, kept[0], kept[1], size=SQUARE, stride=STRIDE)
    parts = {"map": [probe.array(maps), kept[0], kept[1], network.calls]}
    replace = {"dice_coefficient": KNOWN_DICE}
    return x, y, seed, Together(parts, replace=replace), Together(parts)


def occluded(x, value=0.0, pile=False):
    """The image with the square at each place in turn, (rows · columns, 1, H, W), and the map's shape."""
    places = [range(0, length - SQUARE + 1, STRIDE) for length in x.shape[2:]]
    images, image = [], x[0].copy()
    for row, column in product(*places):
        image = image if pile else x[0].copy()
        image[:, row : row + SQUARE, column : column + SQUARE] = value
        images.append(image.copy())
    return np.stack(images), tuple(map(len, places))


@check(cell="occlusion_sensitivity", weight=0)
def test_map_has_a_number_per_place(student, occlusion):
    """`occlusion_sensitivity` gives a map with a number for each place of the square."""
    x, _, _, answers, _ = occlusion
    hint = "range(0, height - size + 1, stride): the square lies wholly within the image."
    assert_shape(answers.of(student)["map"][0], occluded(x)[1], "The map", hint)


@check(cell="occlusion_sensitivity", weight=3, needs=["test_map_has_a_number_per_place"])
def test_map_is_the_fall_of_dice(student, reference, occlusion):
    """The map holds by how much the Dice coefficient falls when the square is covered with 0."""
    x, y, seed, answers, own_dice = occlusion
    value, right = answers.of(student)["map"][0], answers.of(reference)["map"][0]
    if agree(value, right) or agree(value, own_dice.of(reference)["map"][0]):
        return
    covered, shape = occluded(x)
    piled, ones = occluded(x, pile=True)[0], occluded(x, 1.0)[0]
    least = occluded(x, float(x.min()))[0]
    batches = [
        probe.in_mode(probe.pixelwise(seed, gain=3.0), mode)(images)
        for images in (x, covered, piled, ones, least)
        for mode in (False, True)
    ]
    asked = reference.ask(batches)
    plain, under, heap, white, dark = (asked[2 * k] for k in range(5))

    def coefficient(logits, cut=0.0):
        prediction = (logits > cut).astype("float32")
        return measured(prediction, np.broadcast_to(y, prediction.shape))

    def fall(logits, cut=0.0):
        return (coefficient(plain, cut) - coefficient(logits, cut)).reshape(shape)

    known = {
        "The sign is wrong: it is the covered minus the uncovered.": [-fall(under)],
        "It is the coefficient of the covered image, not how far it falls.": [
            coefficient(under).reshape(shape)
        ],
        "The covers pile up: each place needs a fresh copy of the image.": [fall(heap)],
        "The square is not covered with the value 0.": [fall(white), fall(dark)],
        "The logits are compared with ½; muscle is where they are above 0.": [fall(under, 0.5)],
        "The model is in training mode.": [(coefficient(asked[1]) - coefficient(asked[3])).reshape(shape)],
        "Nothing is covered: the map is 0 everywhere.": [np.zeros(shape)],
    }
    wrong = diagnosis(
        value, known, "It is not the fall of the Dice coefficient for each place of the square."
    )
    hint = "Of a fresh copy set the square to 0, predict, take the Dice coefficient; subtract it from the uncovered one's."
    require(False, wrong, hint)


@check(cell="occlusion_sensitivity", needs=["test_map_has_a_number_per_place"])
def test_map_leaves_all_as_it_was(student, occlusion):
    """Image and mask are not changed, and the model is in evaluation mode, without gradients."""
    x, y, _, answers, _ = occlusion
    _, image, mask, calls = answers.of(student)["map"]
    hint = "image.clone(); model.eval(); with torch.no_grad():"
    assert_close([image, mask], [x[0], y[0]], wrong="The image or the mask itself was changed.", hint=hint)
    require(not any(call["training"] for call in calls), "The model is in training mode.", hint)
    require(
        not any(call["gradients"] for call in calls),
        "Gradients are recorded, which costs memory and time.",
        hint,
    )


# --- 12 · The open part -------------------------------------------------------------------------------------

BUDGET = 1600  # slices that the model may be shown
ZERO, FULL = 0.38, 0.70  # Dice that earns nothing (position alone reaches 0.34), and all
N_HIDDEN, LOOKS = 6, 2  # patients, and how many times each of their slices is shown, in another way each time


@cache
def hearts():
    """Training slices and those of the hidden patients: (images, masks, patient) each, images as the scanner gave them."""
    loaded = data.load("sunnybrook")
    hidden = np.isin(loaded.patient, np.unique(loaded.patient)[-N_HIDDEN:])
    arrays = (loaded.images, loaded.masks, loaded.patient)
    return [array[~hidden] for array in arrays], [array[hidden] for array in arrays], loaded.description


def standardised(images):
    mean, std = (f(images, axis=(1, 2, 3), keepdims=True) for f in (np.mean, np.std))
    return ((images - mean) / (std + 1e-6)).astype("float32")


def disturbed(rng, images, masks):
    """Slices and masks mirrored, turned and moved at random, the slices with another contrast, too."""
    power = rng.uniform(0.8, 1.25, (len(images), 1, 1, 1))
    largest = images.max((1, 2, 3), keepdims=True)
    changed = []
    for pair in np.concatenate([largest * (images / largest) ** power, masks], axis=1):
        pair = np.rot90(pair, rng.integers(4), axes=(1, 2))
        pair = pair[..., ::-1] if rng.random() < 0.5 else pair
        changed.append(np.roll(pair, rng.integers(-4, 5, size=2), axis=(1, 2)))
    changed = np.stack(changed)
    return standardised(changed[:, :1]), changed[:, 1:]


@check(cell="open_part", weight=0)
def test_open_part_has_a_model(student, rng):
    """`build_model` gives a network that turns slices into logits of the same size, and `train` is there."""
    model, x = probe.kept(lab.build_model()), rng.normal(size=(2, 1, 64, 64))
    answer = student.ask(
        {"logits": probe.predictions(model, None, x), "train": probe.same_object(lab.train, model)}
    )
    hint = "An nn.Module: images (n, 1, 64, 64) -> logits (n, 1, 64, 64)."
    assert_shape(answer["logits"], (2, 1, 64, 64), "build_model()(images)", hint)


@check(cell="open_part", weight=1, needs=["test_open_part_has_a_model"], scored=True)
def test_open_part_finds_the_muscle(student, rng):
    """Your model, trained by your `train` under the budget, finds the muscle of patients it has not seen.

    The masks of the hidden patients never leave the grader. As the data set is public, each run shows the slices in
    another way, so that no table of known images answers. What remains possible is to bring along weights that were
    trained elsewhere, or to register a slice to a stored copy of the data set: nothing here tells such an answer from an
    honest one, but for its source, which is there to be read.
    """
    (images, masks, patient), hidden, description = hearts()
    order = rng.permutation(len(images))
    given = {"images": standardised(images)[order], "masks": masks[order], "patient": patient[order]}
    looks = [disturbed(rng, *hidden[:2]) for _ in range(LOOKS)]
    shown = rng.permutation(LOOKS * len(hidden[0]))
    x, y = (np.concatenate(parts)[shown] for parts in zip(*looks, strict=True))
    of = np.tile(hidden[2], LOOKS)[shown]

    counted = probe.counted(lab.build_model())
    trained = lab.train(counted["model"], given, BUDGET)
    answer = student.alone("open_part").ask(
        {"logits": probe.predictions(counted["model"], trained, x), "slices": counted["slices"]}
    )
    used = sum(int(n) for n in answer["slices"])
    spent = f"The model was shown {used} slices in training, more than the budget of {BUDGET}."
    require(used <= BUDGET, spent, "Each slice counts each time it is shown.")
    return score(answer["logits"], y, of, description)


def score(logits, masks, patient, description):
    """The mean Dice coefficient of the patients, on the published scale."""
    hint = "model(images) in evaluation mode gives logits (n, 1, 64, 64), finite numbers."
    assert_shape(logits, masks.shape, "What the trained model puts out", hint)
    values = dice((logits > 0).astype("float32"), masks)
    reached = float(np.mean(list(mean_of_patients(values, patient).values())))
    share = float(np.clip((reached - ZERO) / (FULL - ZERO), 0, 1))
    where = (
        " (Measured on generated hearts, as the data set could not be had here.)"
        if "STAND-IN" in description
        else ""
    )
    message = (
        f"Your model reached a Dice coefficient of {reached:.3f}, mean over {N_HIDDEN} hidden patients. The scale: "
        f"{ZERO:.2f} earns nothing, {FULL:.2f} and more earn all.{where}"
    )
    probabilities = logits.min() >= 0 and logits.max() <= 1
    return Score(share, message, advice(share, probabilities))


def advice(share, probabilities):
    if share == 1:
        return ""
    if probabilities:
        return "Everything lies between 0 and 1: are these probabilities? Muscle is where the logits are above 0."
    if share == 0:
        return "This is no better than a guess by position. Does the loss fall? Does it train on image and mask together?"
    return "Try it with the cell below yours: augmentation, a learning rate that falls, fewer pixels, averaging over turns."
