"""What several parts share: masks, their Dice coefficient, and a known measure in place of it."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_shape, probe

SMOOTH = 1.0


def rectangles(places, size):
    """Masks (n, 1, size, size): in each a rectangle at one of places, (top, left, height, width)."""
    masks = np.zeros((len(places), 1, size, size), "float32")
    for mask, (top, left, height, width) in zip(masks, places, strict=True):
        mask[0, top : top + height, left : left + width] = 1
    return masks


def some_masks(rng, n, size=12):
    """Masks (n, 1, size, size) of rectangles of unequal sizes, none of them empty."""
    half = size // 2
    return rectangles([rng.integers([0, 0, 2, 2], [half, half, half, half]) for _ in range(n)], size)


def assert_both(images, masks, shape, call, hint):
    """The images and the masks that a call gives are of this shape."""
    for part, what in ((images, "images"), (masks, "masks")):
        assert_shape(part, shape, f"{call}: the {what}", hint)


def dice(prediction, target, smooth=SMOOTH):
    """Of each image, (n,)."""
    sizes = prediction.sum((1, 2, 3)) + target.sum((1, 2, 3))
    return (2 * (prediction * target).sum((1, 2, 3)) + smooth) / (sizes + smooth)


def sigmoid(logits):
    """The probabilities of logits."""
    return 1 / (1 + np.exp(-logits))


# A known measure in place of dice_coefficient: of a pair (prediction, target), per image.
KNOWN_DICE = probe.image_means(2.0, -0.5)


def measured(prediction, target):
    """What KNOWN_DICE gives, (n,)."""
    return 2.0 * prediction.mean((1, 2, 3)) ** 2 - 0.5 * target.mean((1, 2, 3)) ** 2


def mean_of_patients(values, patient):
    """The mean of the values of each patient's slices, by the patient's number."""
    return {str(number): values[patient == number].mean() for number in np.unique(patient)}
