"""3 · The content loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, lab, probe

from .common import assert_gradients, watched

check = cell("content_loss")


@check(weight=0)
def test_content_loss_is_a_scalar(student, rng):
    """`content_loss` gives one number."""
    value = student.ask(lab.content_loss(*rng.normal(size=(2, 2, 3, 5, 4))))
    assert_shape(value, (), "content_loss(features, target)", "The mean over all axes is one number.")


@check(weight=2, needs=[test_content_loss_is_a_scalar])
def test_content_loss_is_the_mean_square(student, reference, rng):
    """It is the mean squared difference."""
    maps, target = rng.normal(0.3, 1.5, (2, 3, 3, 5, 4))
    loss = lab.content_loss(maps, target)
    value, difference = student.ask(loss), maps - target
    right = np.mean(difference**2)
    known = {
        "It is summed; asked for is the mean.": [180 * right],
        "It is half the sum, as in the paper; asked for is the mean.": [90 * right],
        "It is half of what it should be.": [right / 2],
        "It is summed over the pictures, or averaged over them alone.": [3 * right, 60 * right],
        "It is the root of the mean square; leave the root out.": [np.sqrt(right), np.sqrt(180 * right)],
        "The absolute differences are taken, not their squares.": [np.abs(difference).mean()],
        "The differences are not squared: they cancel.": [difference.mean(), -difference.mean()],
        "It is the difference of the mean squares, not the mean square of the difference.": [
            np.mean(maps**2) - np.mean(target**2)
        ],
        "The sign is wrong: it is the negative of the loss.": [-right],
    }
    wrong = "It is not the mean of the squared differences."
    hint = "ops.mean(ops.square(...)) of the difference, over everything."
    assert_close(value, reference.ask(loss), known=known, wrong=wrong, hint=hint)


@check(needs=[test_content_loss_is_a_scalar])
def test_content_loss_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps of the image."""
    maps, target = rng.normal(0.3, 1.5, (2, 1, 3, 5, 4))
    maps = probe.variable(maps)
    question = probe.gradient(lab.content_loss(watched(maps), target), wrt=[maps])
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], scaled=True)
