"""3 · The content loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, lab, probe, require, shared

from .common import assert_gradients, both_sides, same_factor, watched

check = cell("content_loss")

SHAPE = (3, 3, 5, 4)


class Contents:
    """Maps and targets whose differences are small, and as large as those of a trained network; and their losses."""

    SIZES = 0.01, 1.0, 30.0, 1000.0

    def __init__(self, rng):
        self.pairs = [size * rng.normal(0.3, 1.5, (2, *SHAPE)) for size in self.SIZES]
        self.right = [np.mean((maps - target) ** 2) for maps, target in self.pairs]

    def values(self, student):
        return student.ask([lab.content_loss(*pair) for pair in self.pairs])


@shared
def contents(rng):
    return Contents(rng)


@check(weight=0, asks=["content-scalar"])
def test_content_loss_is_a_scalar(student, contents):
    """`content_loss` gives one number."""
    for value in contents.values(student):
        assert_shape(value, (), "content_loss(features, target)", "The mean over all axes is one number.")


@check(weight=1.5, needs=[test_content_loss_is_a_scalar], asks=["content-squares"])
def test_content_loss_is_of_squares(student, contents):
    """It is made of the squared differences, whatever they are divided by, be they small or large."""
    values = contents.values(student)
    if same_factor(values, contents.right):
        return
    ours = {
        "It is the root of the mean square; leave the root out.": lambda a, b: np.sqrt(np.mean((a - b) ** 2)),
        "The absolute differences are taken, not their squares.": lambda a, b: np.abs(a - b).mean(),
        "The differences are not squared: they cancel.": lambda a, b: (a - b).mean(),
        "It is the difference of the mean squares, not the mean square of the difference.": (
            lambda a, b: np.mean(a**2) - np.mean(b**2)
        ),
        "The differences are averaged before they are squared: they cancel.": lambda a, b: (
            np.mean(a - b) ** 2
        ),
        "The sign is wrong: it is the negative of the loss.": lambda a, b: -np.mean((a - b) ** 2),
    }
    said = (
        sentence
        for sentence, f in ours.items()
        if same_factor(values, [f(*pair) for pair in contents.pairs])
        or same_factor(values, [-f(*pair) for pair in contents.pairs])
    )
    wrong = "It does not grow with the square of the differences, small and large."
    require(False, next(said, wrong), "ops.mean(ops.square(...)) of the difference, over everything.")


@check(needs=[test_content_loss_is_of_squares], asks=["content-mean"])
def test_content_loss_is_a_mean(student, contents):
    """It is the mean over all pictures, places and channels."""
    value, right = contents.values(student)[1], contents.right[1]
    known = {
        "It is summed; asked for is the mean.": [180 * right],
        "It is half the sum, as in the paper; asked for is the mean.": [90 * right],
        "It is half of what it should be.": [right / 2],
        "It is summed over the pictures, or averaged over them alone.": [3 * right, 60 * right],
    }
    wrong = "It is not the mean of the squared differences: it is divided by another number."
    assert_close(value, right, known=known, wrong=wrong, hint="ops.mean over everything.")


@check(needs=[test_content_loss_is_a_scalar], asks=["content-gradient"])
def test_content_loss_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps of the image."""
    maps, target = rng.normal(0.3, 1.5, (2, *SHAPE))
    aside, variable = rng.normal(size=SHAPE), probe.variable(maps)
    question = probe.gradient(lab.content_loss(watched(variable), target), wrt=[variable])
    sides = both_sides(lambda maps: lab.content_loss(maps, target), [maps], [aside])
    value, of_equals, moved = student.ask(
        [lab.content_loss(maps, target), lab.content_loss(maps, maps), sides]
    )
    other = (
        not agree(value, np.mean((maps - target) ** 2)) and abs(of_equals) < 1e-6
    )  # another loss, and yet one
    moved = moved if other else None
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], moved, [aside])
