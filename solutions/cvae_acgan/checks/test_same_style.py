"""The checks of same_style."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    as_numpy,
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
    call = "same_style(generator, z, classes)"
    style.parts.array(student, "grid", (3, CLASSES, *DATA), call, hint, raised=raised)


def made(reference, style, training):
    """What the generator makes of every style with every label, in this mode: (styles · classes, height, width, channels)."""
    styles = np.repeat(style.z, CLASSES, axis=0)
    labels = np.tile(np.eye(CLASSES, dtype="float32"), (len(style.z), 1))
    return reference.ask(style.generator([styles, labels], training=training))


def distances(images, right):
    """How far each image is from each of those that there should be, at most at any pixel: (n, n)."""
    return np.abs(images[:, None] - right[None]).max(axis=(2, 3, 4))


def of_its_mode(student, reference, style):
    """The student's images, and those that there should be, in the mode in which they are nearest; and whether in training."""
    images = style.parts.of(student)["grid"].reshape(-1, *DATA)
    each = [made(reference, style, mode) for mode in (False, True)]
    off = [distances(images, right).min(axis=1).sum() for right in each]
    in_training = bool(off[1] < off[0])
    return images, each[in_training], in_training


def what_is_where(student, reference, style):
    """Of which style, and of which label, the image at each place is, or is most alike: (styles, classes) each."""
    images, right, _ = of_its_mode(student, reference, style)
    return np.divmod(distances(images, right).argmin(axis=1).reshape(-1, CLASSES), CLASSES)


@check(needs=[test_styles_come_in_rows], asks=["styles-places"])
def test_every_style_meets_every_label(student, reference, style):
    """Every style meets every label, wherever the image stands: it is what the generator makes of the two."""
    images, right, _ = of_its_mode(student, reference, style)
    order = distances(images, right).argmin(axis=0)  # where the image is that each of them should be
    wrong = "Some of the images that the generator makes of a style and a label are missing."
    require(
        agree(images[order], right), wrong, "Each z classes times, with each of the labels 0, 1, 2, … once."
    )


@check(needs=[test_styles_come_in_rows], asks=["styles-places"])
def test_a_row_is_of_one_style(student, reference, style):
    """In row i are the images of z[i]."""
    found, _ = what_is_where(student, reference, style)
    one = (
        "All rows show the same style."
        if np.ptp(found) == 0
        else "The images of z[i] are not those of row i."
    )
    require(np.array_equal(found, np.indices(found.shape)[0]), one, "Each z classes times in a row.")


@check(needs=[test_styles_come_in_rows], asks=["styles-places"])
def test_a_column_is_of_one_label(student, reference, style):
    """In column k are the images of label k."""
    _, found = what_is_where(student, reference, style)
    one = (
        "All images have the same label."
        if np.ptp(found) == 0
        else "The images of label k are not those of column k."
    )
    hint = "For each z the labels 0, 1, 2, … in turn."
    require(np.array_equal(found, np.indices(found.shape)[1]), one, hint)


@check(needs=[test_every_style_meets_every_label], asks=["styles-outside-training"])
def test_styles_are_generated_outside_training(student, reference, style):
    """The generator is called outside of training."""
    _, _, in_training = of_its_mode(student, reference, style)
    require(
        not in_training, "The generator is called in training mode.", "generator([z, labels], training=False)"
    )


@check(
    needs=[test_every_style_meets_every_label],
    asks=["styles-in-rows", "styles-repeat", "styles-any-z", "styles-leave-z"],
)
def test_same_style_is_repeatable(student, style):
    """The same z gives the same images, is left as it is, and may be a tensor; one z is enough."""
    answers = style.parts
    answers.array(student, "one", (1, CLASSES, *DATA), "same_style(generator, one z in a batch, classes)")
    again = answers.array(student, "again", (3, CLASSES, *DATA), "same_style(generator, z, classes=...)")
    same = agree(again, answers.of(student)["grid"])
    require(same, "A second call gives other images.", "Draw nothing: z is given.")
    assert_untouched(answers.of(student)["given"], style.z, "same_style")


@check(needs=[test_every_style_meets_every_label], asks=["styles-ten-classes"])
def test_there_are_ten_classes_unless_another_number_is_said(student, style):
    """There are ten classes unless another number is said."""
    call, hint = "same_style(generator, z)", "classes is 10 by default."
    style.parts.array(student, "ten", (2, 10, *DATA), call, hint, raised="")
