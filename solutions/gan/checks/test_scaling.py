"""The checks of the scaling of images."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, assert_untouched, cell, lab, probe

check = cell("scaling")


def assert_scaled(student, reference, name, values, known, otherwise, hint):
    """A scaling function agrees with the reference's, on numpy arrays and on tensors."""
    function = lab[name]
    for value in student.ask([function(as_numpy(values)), function(values)]):
        assert_shape(value, values.shape, f"{name}(...)", "It keeps the shape.")
        right = reference.ask(function(as_numpy(values)))
        assert_close(value, right, known=known, wrong=otherwise, hint=hint)


@check(asks=["to-network"])
def test_to_network_fills_the_range_of_tanh(student, reference, rng):
    """`to_network` brings [0, 1] to [-1, 1], black to -1."""
    grey = rng.random((3, 4, 5, 1)).astype("float32")
    known = {
        "It leaves the images as they are, in [0, 1].": [grey],
        "The values lie in [-0.5, 0.5].": [grey - 0.5],
        "Black and white are swapped.": [1 - 2 * grey],
        "The values are divided by 255 (or 127.5): they lie in [0, 1] already.": [
            grey / 255,
            grey / 127.5 - 1,
        ],
        "It is the other function: from [-1, 1] to [0, 1].": [(grey + 1) / 2],
    }
    hint = "The straight line through (0, -1) and (1, 1)."
    assert_scaled(
        student, reference, "to_network", grey, known, "It does not bring 0 to -1 and 1 to 1, linearly.", hint
    )


@check(asks=["to-images"])
def test_to_images_is_the_way_back(student, reference, rng):
    """`to_images` brings [-1, 1] to [0, 1]."""
    outputs = (2 * rng.random((3, 4, 5, 1)) - 1).astype("float32")
    known = {
        "It leaves the values as they are, in [-1, 1].": [outputs],
        "Negative values are cut off; they are grey values too.": [np.clip(outputs, 0, 1)],
        "Each image is stretched by its own darkest and brightest pixel.": [
            (outputs - outputs.min()) / np.ptp(outputs)
        ],
        "It gives grey values up to 255; asked for is [0, 1].": [127.5 * (outputs + 1)],
    }
    hint = "The straight line through (-1, 0) and (1, 1)."
    assert_scaled(
        student,
        reference,
        "to_images",
        outputs,
        known,
        "It does not bring -1 to 0 and 1 to 1, linearly.",
        hint,
    )


# What hands back what it is given passes it, too: it is for those who scale.
@check(
    weight=0.5,
    needs=[test_to_network_fills_the_range_of_tanh, test_to_images_is_the_way_back],
    asks=["scaling-any-shape", "scaling-changes-nothing"],
)
def test_scaling_takes_any_array(student, rng):
    """Both take arrays of any shape, and leave what they are given as it is."""
    for name in ("to_network", "to_images"):
        function, numbers = lab[name], rng.random(12).astype("float32")
        arrays = [numbers.reshape(shape) for shape in [(12,), (3, 4), (2, 1, 3, 2)]] + [numbers[0]]
        given = [probe.value(as_numpy(array)) for array in arrays]
        answers = student.ask([[function(each), each] for each in given])
        # whatever it makes of these numbers: that is another check's business
        made = answers[0][0]
        for array, (value, after) in zip(arrays, answers, strict=True):
            assert_shape(value, np.shape(array), f"{name}(...)", "It keeps the shape, whatever it is.")
            assert_untouched(after, array, name)
            wrong = f"{name} makes other numbers of an array of another shape."
            assert_close(value, made[: np.size(array)].reshape(np.shape(array)), wrong=wrong)
