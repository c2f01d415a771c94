"""1 · What the network wants to see."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    lab,
    probe,
    require,
    shared,
)
from autograder.checks.networks import gradient_of_inputs

from .common import assert_gradients, both_sides, proportional

check = cell("preprocessing")

MEAN_BGR = np.array([104.0, 117.0, 123.0])
SHAPE = (2, 3, 4, 3)


class Preprocessed:
    """Two pictures and a black one, preprocessed as tensors; the first as an array and as a variable, too."""

    def __init__(self, rng):
        self.one, self.other = rng.random((2, *SHAPE))
        black = np.zeros(SHAPE)
        self.given = {
            "tensor": self.one,
            "array": as_numpy(self.one.astype("float32")),
            "variable": probe.variable(self.one),
        }
        parts = {kind: lab.preprocess(given) for kind, given in self.given.items()}
        self.parts = Together({**parts, "other": lab.preprocess(self.other), "black": lab.preprocess(black)})

    def value(self, who, part):
        hint = "Only the channels change, and their order."
        return self.parts.array(who, part, SHAPE, "preprocess(images)", hint)

    def change(self, who, kind="tensor"):
        """By how much two pictures differ when they are preprocessed: no mean is left in that."""
        return self.value(who, kind) - self.value(who, "other")


@shared
def preprocessed(rng):
    return Preprocessed(rng)


@check(weight=0, asks=["preprocess-shape"])
def test_preprocess_keeps_the_shape(student, preprocessed):
    """`preprocess` keeps the shape of the pictures."""
    preprocessed.value(student, "tensor")


@check(needs=[test_preprocess_keeps_the_shape], asks=["blue-green-red", "any-kind-of-picture"])
def test_preprocess_turns_the_channels(student, preprocessed):
    """`preprocess` puts the channels in the order blue, green, red: of tensors, arrays and variables."""
    right = (preprocessed.one - preprocessed.other)[..., ::-1]
    for kind in preprocessed.given:
        change = preprocessed.change(student, kind)
        known = {
            "The channels are still in the order red, green, blue.": [proportional(change, right[..., ::-1])],
            "The picture is turned around, left to right or upside down; turn the channels.": [
                proportional(change, right[:, :, ::-1, ::-1]),
                proportional(change, right[:, ::-1, :, ::-1]),
            ],
        }
        wrong = "What it gives is not made of the pictures' channels in the order blue, green, red."
        hint = "An index with a step of -1 on the last axis turns the channels around."
        # a small change of large numbers is not exact
        assert_close(change, proportional(change, right), known=known, wrong=wrong, hint=hint, rtol=0.02)


@check(needs=[test_preprocess_keeps_the_shape], asks=["up-to-255"])
def test_preprocess_goes_up_to_255(student, preprocessed):
    """`preprocess` brings what is from 0 to 1 to the range of 0 to 255."""
    change = np.asarray(np.linalg.norm(preprocessed.change(student)))
    right = np.linalg.norm(preprocessed.one - preprocessed.other)
    known = {
        "The values are not brought to 0..255.": [right],
        "What was from 0 to 1 is from -1 to 1; the network wants steps of 0..255.": [2 * right],
    }
    wrong = "Two pictures do not differ 255 times as much as before."
    assert_close(change, 255 * right, known=known, wrong=wrong, hint="255 * images")


@check(needs=[test_preprocess_keeps_the_shape], asks=["minus-mean"])
def test_preprocess_subtracts_the_mean(student, preprocessed):
    """`preprocess` subtracts the mean of each channel: black becomes minus MEAN_BGR."""
    black, right = preprocessed.value(student, "black"), np.broadcast_to(-MEAN_BGR, SHAPE)
    known = {
        "The mean is not subtracted.": [np.zeros(SHAPE)],
        "The mean is subtracted in the wrong order of channels: turn the pictures first.": [right[..., ::-1]],
        "The mean is added; it must be subtracted.": [-right],
        "The mean is divided by 255, which is for pictures in 0..1.": [right / 255],
        "The mean is multiplied by 255, too: it is in 0..255 already.": [255 * right],
    }
    wrong = "A black picture does not become minus the mean of each channel."
    hint = "MEAN_BGR is in the order blue, green, red; subtract it at the end."
    assert_close(black, right, known=known, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_preprocess_turns_the_channels], asks=["preprocess-gradient"])
def test_preprocess_passes_the_gradient(student, reference, rng):
    """The gradient passes through `preprocess`, to a variable too."""
    images, direction = rng.random(SHAPE), rng.normal(size=SHAPE)
    variable = probe.variable(images)
    question = gradient_of_inputs(lab.preprocess(variable), direction, variable)
    moved = student.ask(both_sides(lab.preprocess, [images], [direction]))
    moved = [[value * direction for value in sides] for sides in moved]
    assert_gradients(student.ask(question), reference.ask(question), ["the pictures"], moved, [direction])


@check(weight=0.5, needs=[test_preprocess_turns_the_channels], asks=["preprocessing-changes-nothing"])
def test_preprocessing_leaves_everything_as_it_is(student, rng):
    """Neither function changes what it is given, nor MEAN_BGR: a second call gives the same."""
    images = rng.random(SHAPE).astype("float32")
    pixels = (255 * images - 115).astype("float32")
    for name, array in (("preprocess", images), ("deprocess", pixels)):
        given = probe.value(as_numpy(array))
        function = getattr(lab, name)
        first, second, after = student.ask([function(given), function(given), given])
        assert_untouched(after, array, name)
        again = f"A second call of {name} gives something else for the same picture."
        require(agree(second, first, 1e-6), again, "MEAN_BGR must stay as it is, too.")


@check(weight=1.5, asks=["way-back", "deprocess-shape"])
def test_deprocess_is_the_way_back(student, reference, rng):
    """`deprocess` undoes what `preprocess` does, of one picture and of several, of arrays and of tensors."""
    for count in (2, 1):
        images = 0.002 + 0.996 * rng.random((count, 3, 4, 3))
        pixels = 255 * images[..., ::-1] - MEAN_BGR
        values = student.ask([lab.deprocess(pixels), lab.deprocess(as_numpy(pixels.astype("float32")))])
        for value in values:
            assert_shape(value, images.shape, "deprocess(pixels)")
            known = {
                "The channels come back as blue, green, red.": [images[..., ::-1]],
                "The mean is not added again.": [np.clip(pixels[..., ::-1] / 255, 0, 1)],
                "It gives values up to 255; asked for is [0, 1].": [255 * images],
                "The mean is added in the wrong order of channels.": [
                    np.clip((pixels[..., ::-1] + MEAN_BGR) / 255, 0, 1)
                ],
                "It is cut off before it is divided by 255: everything is white.": [np.ones_like(images)],
                "The picture is stretched by its own darkest and brightest pixel.": [
                    (images - images.min()) / np.ptp(images),
                    (pixels[..., ::-1] - pixels.min()) / np.ptp(pixels),
                ],
            }
            wrong = "It does not give back what was preprocessed."
            hint = (
                "Add MEAN_BGR, turn the channels around, divide by 255: the steps of preprocess, backwards."
            )
            assert_close(value, images, known=known, wrong=wrong, hint=hint)


@check(weight=0.5, asks=["deprocess-cuts-off"])
def test_deprocess_cuts_off(student, rng):
    """`deprocess` cuts off what is darker than black at 0 and what is brighter than white at 1."""
    far = 1000 * rng.choice([-1.0, 1.0], SHAPE) * (1 + rng.random(SHAPE))
    far[0, 0, 0], far[0, 0, 1] = 1000, -1000  # both ends, whatever was drawn
    value = student.ask(lab.deprocess(far))
    assert_shape(value, SHAPE, "deprocess(pixels)")
    hint = "ops.clip(images, 0.0, 1.0), at the end."
    require(value.min() >= 0, "There are values below 0.", hint)
    require(value.max() <= 1, "There are values above 1.", hint)
    ends = np.sort(value.ravel()), np.sort((far > 0).ravel())
    require(agree(*ends, 1e-6), "What falls outside of [0, 1] is not cut off there.", hint)
