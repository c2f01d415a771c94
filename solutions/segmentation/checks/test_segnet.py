"""8 · SegNet, for comparison."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, cell, lab, require, shared

from . import walks

check = cell("segnet")


@shared
def segnet(rng):
    return walks.Walk(lab.SegNet(channels=walks.CHANNELS), rng.normal(size=(2, 1, 16, 24)))


@check(weight=0, asks=["segnet-keeps-size"])
def test_segnet_keeps_the_size(student, rng):
    """`SegNet(channels)` turns images into logits of the same height and width."""
    x = rng.normal(size=(2, 1, 8, 16))
    hint = "Every level is pooled once, and unpooled once; the head puts out one channel."
    walks.assert_keeps_size(student, "SegNet", x, hint)


UNPOOL_HINT = (
    "x, indices = F.max_pool2d(x, 2, return_indices=True) on the way down; F.max_unpool2d(x, indices, 2), with the last "
    "indices first, on the way up, before the block."
)


def unpooled(x, above):
    """x put to where the maxima of 2×2 pixels of ``above`` are, and zeros around."""
    return np.where(above == walks.enlarged(walks.pooled(above)), walks.enlarged(x), 0)


@check(needs=[test_segnet_keeps_the_size], asks=["segnet-encoder"])
def test_segnet_encodes_level_by_level(student, segnet):
    """The encoder has a `DoubleConv` on each level, each followed by 2×2 max pooling."""
    seen = segnet.blocks(student, 6, "One block per level on the way down, one per level on the way up.")
    walks.assert_encoder(segnet.x, seen[:3], [(1, 3), (3, 5), (5, 7)])


@check(weight=3, needs=[test_segnet_encodes_level_by_level], asks=["segnet-unpools"])
def test_segnet_unpools_to_the_maxima(student, segnet):
    """Each block of the decoder gets the level below, unpooled to where that level's maxima were."""
    seen = segnet.blocks(student, 6, UNPOOL_HINT)
    down, up = seen[:3], seen[3:]
    below = walks.pooled(down[2]["y"])
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
                walks.enlarged(below)
            ],
            f"{where} gets the values in the corners of the 2×2 squares, not where the maxima were.": [
                corners
            ],
        }
        wrong = f"{where} does not get the level below, unpooled to the places of the maxima."
        assert_close(x, unpooled(below, above), known=known, wrong=wrong, hint=UNPOOL_HINT)
        outputs = walks.CHANNELS[max(level - 1, 0)]
        require(one["y"].shape[1] == outputs, f"{where} should put out {outputs} channels.", UNPOOL_HINT)
        below = one["y"]


@check(weight=0.5, needs=[test_segnet_keeps_the_size], asks=["segnet-learns"])
def test_segnet_can_learn(student, rng):
    """Every weight of the SegNet gets a gradient, and following it changes the logits as it should."""
    walks.assert_network_learns(student, rng, lab.SegNet(channels=(3, 4)), blocks=4)


@check(weight=0.5, needs=[test_segnet_can_learn], asks=["segnet-head"])
def test_segnet_puts_out_logits(student, rng, segnet):
    """The head is a 1×1 convolution with no activation behind it: logits can be any real number."""
    walks.assert_logits(student, rng, lab.SegNet(channels=(4, 6)))
    segnet.assert_head(student)
