"""2 · Another resolution."""

from __future__ import annotations

import numpy as np

from autograder.checks import Together, agree, cell, lab, require, shared

from .common import assert_both, rectangles

check = cell("resize")

RESIZED = 32  # so many that what picking pixels adds to one mask and takes from the next evens out


class Resized:
    """Pictures without edges, and masks, made smaller and larger."""

    SIZES = (14, 30)
    HEIGHT, WIDTH = 20, 24

    def __init__(self, rng):
        row, column = np.mgrid[: self.HEIGHT, : self.WIDTH] / 20
        waves = rng.uniform(1, 2, size=(RESIZED, 1, 1, 1))
        images = np.sin(4 * waves * row) + np.cos(3 * waves * column) + waves * row * column
        self.images = images.astype("float32")
        places = rng.integers([1, 1, 7, 7], [8, 12, 12, 12], (RESIZED, 4))
        self.masks = rectangles(places, self.WIDTH)[:, :, : self.HEIGHT]
        self.edges = rng.choice([-1.0, 1.0], size=self.masks[:2].shape).astype("float32")
        parts = {str(n): lab.resize(self.images, self.masks, n) for n in self.SIZES}
        self._answers = Together(parts | {"edges": lab.resize(self.edges, self.masks[:2], self.SIZES[1])[0]})

    def of(self, who):
        """What resize made of the images and masks: [(size, images, masks)]."""
        found = []
        for size in self.SIZES:
            pair = self._answers.of(who)[str(size)]
            hint = "Resample both, and return (images, masks)."
            require(isinstance(pair, list) and len(pair) == 2, "It should return two tensors.", hint)
            call = f"resize(images, masks, {size})"
            assert_both(*pair, (RESIZED, 1, size, size), call, hint)
            found.append((size, *pair))
        return found

    def enlarged_edges(self, who):
        """What became of pictures of -1 and 1."""
        size = self.SIZES[1]
        return self._answers.array(who, "edges", (2, 1, size, size), "resize(images, masks, 30): the images")


@shared
def resized(rng):
    return Resized(rng)


@check(weight=0, asks=["size-asked-for"])
def test_resize_gives_both(student, resized):
    """`resize` gives images and masks of the size asked for."""
    resized.of(student)


def nearest(masks, size, offset):
    """Masks whose pixels are picked, not mixed: of the pixel at (i + offset) · scale."""
    rows, columns = (
        np.minimum((np.arange(size) + offset) * length / size, length - 1).astype(int)
        for length in masks.shape[2:]
    )
    return masks[:, :, rows][..., columns]


@check(weight=2, needs=[test_resize_gives_both], asks=["masks-stay-masks"])
def test_masks_stay_masks(student, resized):
    """Resized masks hold zeros and ones alone, in the right places."""
    masks = resized.masks
    for size, _, small in resized.of(student):
        hint = "mode='nearest' picks pixels; every other mode mixes them."
        wrong = "There are values between 0 and 1 in a mask: it has been interpolated."
        require(np.isin(small, [0, 1]).all(), wrong, hint)
        near = [nearest(masks, size, offset) for offset in (0, 0.5)]
        off = min(np.abs(small - mask).mean() for mask in near)
        grown = small.mean() / masks.mean()
        # Picking, or a threshold of one half, lands in 0.86 to 1.15; counting every pixel touched from 1.18 on.
        same = off < 0.08 and 0.84 < grown < 1.163
        require(same, "A mask does not cover the same part of the image as before.", hint)


HINT = "F.interpolate(images, size=(size, size), mode='bilinear')"


@check(needs=[test_resize_gives_both], asks=["images-bilinear"])
def test_images_are_interpolated(student, reference, resized):
    """Resized images are interpolated bilinearly."""
    images, answers = resized.images, (resized.of(who) for who in (student, reference))
    for (size, value, _), (_, right, _) in zip(*answers, strict=True):
        picked = any(agree(value, nearest(images, size, offset)) for offset in (0, 0.5))
        wrong = "It is not the image, interpolated bilinearly."
        wrong = "The pixels of the image are picked, not interpolated." if picked else wrong
        # corners aligned or not, smoothed before it is made smaller or not: all of this is bilinear
        close = value.shape == right.shape and np.abs(value - right).max() < 0.25 * np.ptp(images)
        same = close and agree(value, right, 0.12) and not picked
        require(same, wrong, HINT)
    beyond = np.abs(resized.enlarged_edges(student)).max() > 1.01
    require(
        not beyond, "An interpolated image has values beyond those of its pixels: that is not bilinear.", HINT
    )
