"""The checks of the class ConditionalVAE: made, and joining labels."""

from __future__ import annotations

import numpy as np

from autograder.checks import Wrong, agree, assert_close, cell, diagnosis, hinting

from .common import INPUT_HINT, LATENT_HINT
from .networks import one_hot

check = cell("conditional_vae")


@check(weight=0, asks=["cvae-is-made"])
def test_cvae_can_be_made(student, joins):
    """`ConditionalVAE(encoder, decoder, latent_dim, num_classes)` can be made and compiled with an optimiser."""
    hint = "Keep the constructor as it was given: super().__init__(encoder, decoder, **kwargs) comes first."
    with hinting(hint):
        joins.parts.of(student)["made"]


def both(joins, part, student, reference):
    """Pairs of the student's answers and the reference's."""
    return zip(joins.parts.of(student)[part], joins.parts.of(reference)[part], strict=True)


@check(
    weight=0,
    needs=[test_cvae_can_be_made],
    asks=["plane-per-class", "joins-arrays-and-tensors"],
)
def test_conditional_input_has_a_plane_per_class(student, joins):
    """`make_conditional_input` gives (batch, H, W, C + num_classes)."""
    joins.assert_planes(student)


@check(
    weight=3,
    needs=[test_conditional_input_has_a_plane_per_class],
    asks=["one-hot-planes", "image-comes-first"],
)
def test_conditional_input_has_one_hot_planes(student, reference, joins):
    """Behind the image's channels every pixel has the one-hot code of the image's label."""
    for number, (x, _, calls, classes) in enumerate(joins.cases):
        pairs = both(joins, f"input {number}", student, reference)
        for labels, (value, expected) in zip(calls, pairs, strict=True):
            if not agree(value, expected):
                raise Wrong(explain_input(value, x, labels, classes), INPUT_HINT)


def explain_input(value, x, labels, classes):
    """What is wrong with a conditional input of the right shape."""
    channels = x.shape[-1]

    def joined(codes):
        return np.concatenate([x, np.broadcast_to(codes[:, None, None], (*x.shape[:3], classes))], axis=-1)

    code = one_hot(labels, classes)
    numbers = np.repeat(labels[:, None].astype("float32"), classes, axis=1)
    known = known_codes(labels, classes, joined) | {
        "The planes come first; the image's channels should.": [
            np.roll(joined(code), classes, axis=-1)
        ],
        "The planes are filled with the number of the label; they should be its one-hot code.": [
            joined(numbers / scale) for scale in (1, classes, classes - 1)
        ],
    }  # fmt: skip
    if (sentence := diagnosis(value, known, "")) != "":
        return sentence
    if not agree(value[..., :channels], x):
        return "The first channels are not those of the image."
    if not agree(value[..., channels:], value[:, :1, :1, channels:] + np.zeros((*x.shape[:3], 1))):
        return "A plane is not the same number at every pixel of an image."
    return "The planes are not the one-hot code of the labels."


def known_codes(labels, classes, joined):
    """Mistakes in the code of labels, by their sentences; joined(codes): what would come of codes (batch, classes)."""
    code = one_hot(labels, classes)
    return {
        "All images get label 0.": [joined(one_hot(0 * labels, classes))],
        "All images get the label of the first one.": [joined(one_hot(0 * labels + labels[0], classes))],
        "The labels are those of other images: they come in another order.": [
            joined(code[order]) for order in (slice(None, None, -1), np.roll(np.arange(len(code)), 1), np.roll(np.arange(len(code)), -1), np.argsort(labels, kind="stable"))
        ],
        "Ones and zeros are swapped.": [joined(1 - code)],
        "There is no label in it: its places are all zero.": [joined(0 * code)],
        "The code is shifted: label 0 must have its 1 at place 0.": [
            joined(np.roll(code, 1, axis=1)), joined(np.roll(code, -1, axis=1)), joined(one_hot(labels, classes + 1)[:, 1:]),
        ],
        "The labels are counted from the end: label 0 must have its 1 at place 0.": [joined(code[:, ::-1])],
    }  # fmt: skip


@check(
    weight=0,
    needs=[test_cvae_can_be_made],
    asks=["place-per-class", "joins-arrays-and-tensors"],
)
def test_conditional_latent_has_a_place_per_class(student, joins):
    """`make_conditional_latent` gives (batch, latent_dim + num_classes)."""
    joins.assert_places(student)


@check(
    weight=1.5,
    needs=[test_conditional_latent_has_a_place_per_class],
    asks=["one-hot-places", "z-comes-first"],
)
def test_conditional_latent_ends_in_one_hot(student, reference, joins):
    """It is z, and behind it the one-hot code of the label."""
    for number, (_, z, calls, classes) in enumerate(joins.cases):
        pairs = both(joins, f"latent {number}", student, reference)
        for labels, (value, expected) in zip(calls, pairs, strict=True):
            wrong = explain_latent(value, z, labels, classes)
            assert_close(value, expected, wrong=wrong, hint=LATENT_HINT)


def explain_latent(value, z, labels, classes):
    """What is wrong with a conditional latent of the right shape."""
    numbers = np.repeat(labels[:, None].astype("float32"), classes, axis=1)

    def joined(code):
        return np.concatenate([z, code], axis=1)

    known = known_codes(labels, classes, joined) | {
        "The code comes first; z should.": [np.concatenate([one_hot(labels, classes), z], axis=1)],
        "It has the number of the label where the one-hot code should be.": [
            joined(numbers / scale) for scale in (1, classes, classes - 1)
        ],
    }
    return diagnosis(value, known, "It is not z with the one-hot code of the label behind it.")
