"""7 · U-Net."""

from __future__ import annotations

from itertools import product

import numpy as np

from autograder.checks import Wrong, agree, cell, lab, require, shared

from . import walks

check = cell("unet")


@shared
def unet(rng):
    return walks.Walk(lab.UNet(channels=walks.CHANNELS), rng.normal(size=(4, 1, 32, 48)))


@check(weight=0, asks=["unet-keeps-size"])
def test_unet_keeps_the_size(student, rng):
    """`UNet(channels)` turns images into logits of the same height and width."""
    x = rng.normal(size=(2, 1, 8, 16))
    hint = "As often as height and width are halved they must be doubled; the head puts out one channel."
    walks.assert_keeps_size(student, "UNet", x, hint)


@check(weight=2, needs=[test_unet_keeps_the_size], asks=["unet-encoder"])
def test_unet_encodes_level_by_level(student, unet):
    """The encoder has a `DoubleConv` on each level, and 2×2 max pooling in between."""
    seen = unet.blocks(student, 5, "One block per level on the way down, one per level on the way up.")
    walks.assert_encoder(unet.x, seen[:3], [(1, 3), (3, 5), (5, 7)])


SKIP_HINT = "torch.cat([skip, up(x)], dim=1), where skip is what the encoder's block of this level put out: the last one first."


@check(weight=4, needs=[test_unet_encodes_level_by_level], asks=["unet-skips"])
def test_unet_concatenates_the_skips(student, unet):
    """Each block of the decoder gets what the encoder's block of the same level put out, beside the upsampled."""
    seen = unet.blocks(student, 5, SKIP_HINT)
    down, up = seen[:3], seen[3:]
    for level, one in zip((1, 0), up, strict=True):
        skip, x = down[level]["y"], one["x"]
        where = f"Level {level} of the decoder"
        same = x.shape[2:] == skip.shape[2:]
        require(same, f"{where} has another height and width than the encoder's.", SKIP_HINT)
        if not contains(x, skip):
            raise Wrong(explain_skip(x, skip, down, where), SKIP_HINT)
        rest = x.shape[1] - skip.shape[1]
        require(rest > 0, f"{where} gets the skip connection alone, and nothing from below.", SKIP_HINT)
        outputs = walks.CHANNELS[level]
        require(one["y"].shape[1] == outputs, f"{where} should put out {outputs} channels.", SKIP_HINT)


def places_of(part, x):
    """The places among the channels of ``x`` from which on those of ``part`` stand, one behind the other."""
    last = x.shape[1] - part.shape[1]
    return (at for at in range(last + 1) if agree(x[:, at : at + part.shape[1]], part))


def contains(x, part):
    """Whether the channels of ``part`` stand behind each other somewhere among those of ``x``."""
    return next(places_of(part, x), None) is not None


def explain_skip(x, skip, down, where):
    """Why the encoder's output is not to be found in a decoder block's input."""
    if any(contains(x, other["x"]) for other in down):
        return f"{where} gets what went *into* a block of the encoder; it should be what came out."
    larger = [walks.enlarged(other["y"], times) for other in down for times in (2, 4)]
    smaller = [walks.pooled(other["y"]) for other in down[:-1]]
    if any(s.shape[2:] == x.shape[2:] and contains(x, s) for s in larger + smaller):
        return f"{where} gets the encoder's output of another level."
    if x.shape[1] == skip.shape[1]:
        return f"{where} has as many channels as the skip connection alone: added, or left out? It should be concatenated."
    return f"{where} does not get what the encoder's block of this level put out."


@check(weight=2, needs=[test_unet_concatenates_the_skips], asks=["unet-upsamples"])
def test_unet_upsamples_what_comes_from_below(student, unet):
    """Beside the skip, each block of the decoder gets what comes from the level below."""
    seen = unet.blocks(student, 5, SKIP_HINT)
    for level, below, one in ((1, seen[2], seen[3]), (0, seen[3], seen[4])):
        skip = seen[level]["y"]
        at = next(places_of(skip, one["x"]))
        part = np.delete(one["x"], range(at, at + skip.shape[1]), axis=1)
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
    x = walks.as_rows(np.concatenate([*near, np.ones_like(below[:, :1])], axis=1))
    left = total = 1e-12
    for row, column in product((0, 1), repeat=2):  # each of the four is made in its own way
        y = walks.as_rows(part[..., row::2, column::2])
        fit = x @ np.linalg.lstsq(x, y, rcond=None)[0]
        left, total = left + ((y - fit) ** 2).sum(), total + ((y - y.mean(0)) ** 2).sum()
    return 1 - left / total


@check(needs=[test_unet_keeps_the_size], asks=["unet-learns"])
def test_unet_can_learn(student, rng):
    """Every weight of the U-Net gets a gradient, and following it changes the logits as it should."""
    walks.assert_network_learns(student, rng, lab.UNet(channels=(3, 4, 5)), blocks=5)


@check(needs=[test_unet_can_learn], asks=["unet-head"])
def test_unet_puts_out_logits(student, rng, unet):
    """The head is a 1×1 convolution with no activation behind it: logits can be any real number."""
    walks.assert_logits(student, rng, lab.UNet(channels=(4, 6)))
    unet.assert_head(student)
