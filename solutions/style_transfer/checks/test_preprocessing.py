"""1 · What the network wants to see."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    lab,
    probe,
    require,
)
from autograder.checks.networks import gradient_of_inputs

from .common import assert_gradients, watched

check = cell("preprocessing")

MEAN_BGR = np.array([104.0, 117.0, 123.0])


@check(weight=0)
def test_preprocess_keeps_the_shape(student, rng):
    """`preprocess` keeps the shape of the pictures."""
    value = student.ask(lab.preprocess(rng.random((2, 3, 4, 3))))
    assert_shape(value, (2, 3, 4, 3), "preprocess(images)", "Only the channels change, and their order.")


@check(weight=2, needs=[test_preprocess_keeps_the_shape])
def test_preprocess_is_what_the_network_wants(student, reference, rng):
    """`preprocess` gives blue, green, red, in 0..255, minus the mean: of arrays and of tensors."""
    images = rng.random((2, 3, 4, 3))
    bgr, mean = images[..., ::-1], MEAN_BGR
    expected = reference.ask(lab.preprocess(images))
    hint = "255 * images with the channels turned around, minus MEAN_BGR, which is in the order blue, green, red."
    given = probe.value(as_numpy(images.astype("float32")))
    *values, after = student.ask([lab.preprocess(images), lab.preprocess(given), given])
    assert_untouched(after, images, "preprocess")
    for value in values:
        known = {
            "The channels are still in the order red, green, blue.": [255 * images - mean, 255 * images - mean[::-1]],
            "The mean is not subtracted.": [255 * bgr],
            "The values are not brought to 0..255 before the mean is subtracted.": [bgr - mean],
            "The mean is subtracted in the wrong order of channels: turn the pictures first.": [
                255 * bgr - mean[::-1]
            ],
            "The mean is added; it must be subtracted.": [255 * bgr + mean],
            "The result lies between -1 and 1; the network wants steps of 0..255.": [
                bgr - mean / 255,
                2 * bgr - 1,
                bgr - 0.5,
            ],
            "The picture is turned around, left to right or upside down; turn the channels.": [
                255 * images[:, :, ::-1] - mean,
                255 * images[:, ::-1] - mean,
            ],
        }  # fmt: skip
        wrong = "It is not 255 times the pictures in blue, green, red, minus the mean."
        assert_close(value, expected, known=known, wrong=wrong, hint=hint)


@check(needs=[test_preprocess_is_what_the_network_wants])
def test_preprocess_passes_the_gradient(student, reference, rng):
    """The gradient passes through `preprocess`."""
    images, direction = probe.variable(rng.random((2, 3, 4, 3))), rng.normal(size=(2, 3, 4, 3))
    question = gradient_of_inputs(lab.preprocess(watched(images)), direction, images)
    assert_gradients(student.ask(question), reference.ask(question), ["the pictures"])


@check(weight=1.5)
def test_deprocess_is_the_way_back(student, reference, rng):
    """`deprocess` undoes what `preprocess` does."""
    images = 0.05 + 0.9 * rng.random((2, 3, 4, 3))
    pixels = 255 * images[..., ::-1] - MEAN_BGR
    expected = reference.ask(lab.deprocess(pixels))
    given = probe.value(as_numpy(pixels.astype("float32")))
    *values, after = student.ask([lab.deprocess(pixels), lab.deprocess(given), given])
    assert_untouched(after, pixels, "deprocess")
    for value in values:
        assert_shape(value, (2, 3, 4, 3), "deprocess(pixels)")
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
        hint = "Add MEAN_BGR, turn the channels around, divide by 255: the steps of preprocess, backwards."
        assert_close(value, expected, known=known, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_deprocess_is_the_way_back])
def test_deprocess_cuts_off(student, reference, rng):
    """`deprocess` cuts off what is darker than black and brighter than white."""
    pixels = rng.normal(0, 250, (2, 4, 5, 3))
    value, expected = (who.ask(lab.deprocess(pixels)) for who in (student, reference))
    assert_shape(value, expected.shape, "deprocess(pixels)")
    hint = "ops.clip(images, 0.0, 1.0), at the end."
    require(value.min() >= 0, "There are values below 0.", hint)
    require(value.max() <= 1, "There are values above 1.", hint)
    assert_close(value, expected, wrong="What falls outside of [0, 1] is not cut off there.", hint=hint)
