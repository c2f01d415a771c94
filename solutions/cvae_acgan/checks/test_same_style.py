"""The checks of same_style."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_untouched,
    cell,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.families.small_networks import network

from .networks import CLASSES, DATA, LATENT, NORMALISED, small

check = cell("same_style")


class StyleQuestion:
    def __init__(self, rng):
        self.generator = network(NORMALISED["generator"], rng)
        self.z = rng.normal(size=(3, LATENT)).astype("float32")
        ten = network(small(classes=10)["generator"], rng)
        given = probe.value(as_numpy(self.z))
        self.parts = Together(
            {
                "grid": probe.array(lab.same_style(self.generator, as_numpy(self.z), CLASSES)),
                "again": probe.array(lab.same_style(self.generator, self.z, classes=CLASSES)),
                "one": probe.array(lab.same_style(self.generator, as_numpy(self.z[:1]), CLASSES)),
                "ten": probe.array(lab.same_style(ten, as_numpy(self.z[:2]))),
                "given": probe.last(lab.same_style(self.generator, given, CLASSES), given),
            }
        )


style = shared(StyleQuestion, "style")


@check(weight=0, asks=["styles-in-rows"])
def test_styles_come_in_rows(student, style):
    """`same_style` gives an array (styles, classes, height, width, channels)."""
    hint = "n·classes images come from the generator: reshape them to (n, classes, height, width, channels)."
    raised = "Call generator([z, labels]) with as many rows of z as of labels, labels one-hot."
    shape, call = (3, CLASSES, *DATA), "same_style(generator, z, classes)"
    style.parts.array(student, "grid", shape, call, hint, raised=raised)
    one = "same_style(generator, one z in a batch, classes)"
    style.parts.array(student, "one", (1, *shape[1:]), one, hint, raised=raised)


@check(weight=2, needs=[test_styles_come_in_rows], asks=["styles-places", "styles-outside-training"])
def test_every_style_meets_every_label(student, reference, style):
    """At [i, k] stands what the generator makes of z[i] and label k, outside of training."""
    rows, labels = np.repeat(style.z, CLASSES, axis=0), np.tile(np.eye(CLASSES, dtype="float32"), (3, 1))
    tiled, repeated = np.tile(style.z, (CLASSES, 1)), np.repeat(np.eye(CLASSES, dtype="float32"), 3, axis=0)

    def made(z, y, **mode):
        return reference.ask(style.generator([z, y], **mode)).reshape(3, CLASSES, *DATA)

    value = style.parts.of(student)["grid"]
    known = {
        "The images are right, but not in their places: [i, k] is z[i] with label k.": [
            made(tiled, repeated),
            made(rows, labels).swapaxes(0, 1).reshape(3, CLASSES, *DATA),
        ],
        "z and labels run side by side, so that not every style meets every label.": [
            made(tiled, labels),
            made(rows, repeated),
        ],
        "The generator is called in training mode.": [made(rows, labels, training=True)],
        "All images of a row have the same label.": [
            made(rows, np.tile(row, (3 * CLASSES, 1))) for row in np.eye(CLASSES, dtype="float32")
        ],
        "All rows show the same style.": [made(np.tile(z, (3 * CLASSES, 1)), labels) for z in style.z],
    }
    hint = "Each z classes times in a row, and for each of them the labels 0, 1, 2, … in turn."
    right = style.parts.of(reference)["grid"]
    wrong = "At [i, k] is not what the generator makes of z[i] and label k."
    assert_close(value, right, known=known, wrong=wrong, hint=hint)


@check(
    needs=[test_every_style_meets_every_label],
    asks=["styles-repeat", "styles-any-z", "styles-leave-z", "styles-ten-classes"],
)
def test_same_style_is_repeatable(student, reference, style):
    """The same z gives the same images, z may be a tensor, and there are ten classes unless another number is said."""
    answers, right = style.parts, style.parts.of(reference)["ten"]
    again = answers.array(student, "again", (3, CLASSES, *DATA), "same_style(generator, z, classes=...)")
    same = agree(again, answers.of(student)["grid"])
    require(same, "A second call gives other images.", "Draw nothing: z is given.")
    call, hint = "same_style(generator, z)", "classes is 10 by default."
    assert_untouched(answers.of(student)["given"], style.z, "same_style")
    ten = answers.array(student, "ten", right.shape, call, hint, raised="")
    assert_close(ten, right, wrong="With ten classes it gives other images than it should.")
