"""5 · Total variation."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, lab, probe

from .common import assert_gradients, watched

check = cell("total_variation_loss")


@check(weight=0)
def test_variation_is_a_scalar(student, rng):
    """`total_variation_loss` gives one number."""
    value = student.ask(lab.total_variation_loss(rng.random((2, 4, 6, 3))))
    assert_shape(value, (), "total_variation_loss(images)", "The mean over all axes is one number.")


@check(weight=2, needs=[test_variation_is_a_scalar])
def test_variation_is_of_both_directions(student, reference, rng):
    """It is the mean squared difference of vertical neighbours plus that of horizontal ones."""
    x = rng.random((2, 4, 6, 3))
    value = student.ask(lab.total_variation_loss(x))
    down, across = np.diff(x, axis=1), np.diff(x, axis=2)
    v, h = np.mean(down**2), np.mean(across**2)
    known = {
        "Only vertical neighbours count.": [v, 2 * v, v / 2],
        "Only horizontal neighbours count.": [h, 2 * h, h / 2],
        "It is summed; asked for are means.": [np.sum(down**2) + np.sum(across**2)],
        "It is summed over each picture; asked for are means over everything.": [
            (np.sum(down**2) + np.sum(across**2)) / 2
        ],
        "The two means are averaged; add them.": [(v + h) / 2],
        "All differences are averaged together; take the mean of each direction, and add the two.": [
            (np.sum(down**2) + np.sum(across**2)) / (down.size + across.size)
        ],
        "It is divided by the number of pixels, not of pairs of neighbours.": [
            (np.sum(down**2) + np.sum(across**2)) / x.size
        ],
        "The absolute differences are taken, not their squares.": [np.abs(down).mean() + np.abs(across).mean()],
        "There is a root in it; leave it out.": [np.sqrt(v) + np.sqrt(h), np.sqrt(v + h)],
        "The picture is closed to a ring: the last row is no neighbour of the first.": [
            sum(np.mean((np.roll(x, 1, axis) - x) ** 2) for axis in (1, 2))
        ],
        "Pixels that are two apart are compared; neighbours are one apart.": [
            np.mean((x[:, 2:] - x[:, :-2]) ** 2) + np.mean((x[:, :, 2:] - x[:, :, :-2]) ** 2)
        ],
        "The channels of a pixel are taken for neighbours.": [
            np.mean(across**2) + np.mean(np.diff(x, axis=3) ** 2),
            v + h + np.mean(np.diff(x, axis=3) ** 2),
        ],
        "The pictures of a batch are taken for neighbours.": [np.mean(np.diff(x, axis=0) ** 2) + v],
    }  # fmt: skip
    wrong = "It is not the sum of the two mean squared differences."
    hint = "images[:, 1:] - images[:, :-1] for the rows, the same on the next axis for the columns; two means, added."
    assert_close(value, reference.ask(lab.total_variation_loss(x)), known=known, wrong=wrong, hint=hint)


@check(needs=[test_variation_is_of_both_directions])
def test_variation_has_a_gradient(student, reference, rng):
    """Its gradient reaches the picture."""
    x = probe.variable(rng.random((1, 4, 6, 3)))
    question = probe.gradient(lab.total_variation_loss(watched(x)), wrt=[x])
    assert_gradients(student.ask(question), reference.ask(question), ["the picture"])
