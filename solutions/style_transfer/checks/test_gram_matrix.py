"""2 · The Gram matrix."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, lab, probe, require
from autograder.checks.networks import gradient_of_inputs

from .common import assert_gradients, proportional, watched

check = cell("gram_matrix")


@check(weight=0)
def test_gram_matrix_is_of_channels(student, rng):
    """`gram_matrix` gives a matrix (channels, channels) for each picture."""
    value = student.ask(lab.gram_matrix(rng.random((2, 3, 5, 4))))
    hint = "The sum runs over the places, height and width; what is left are two axes of channels."
    over_channels = isinstance(value, np.ndarray) and value.shape in ((2, 15, 15), (2, 3, 5, 3, 5))
    require(not over_channels, "It compares places with places: the sum runs over the channels.", hint)
    assert_shape(value, (2, 4, 4), "gram_matrix(features)", hint)


@check(weight=2, needs=[test_gram_matrix_is_of_channels])
def test_gram_matrix_is_averaged_over_places(student, reference, rng):
    """It is the product of any two channels, averaged over the places."""
    maps = rng.normal(0.5, 1, (2, 3, 5, 4))
    value = student.ask(lab.gram_matrix(maps))
    places = maps.reshape(2, 15, 4)
    right = np.einsum("bpi,bpj->bij", places, places) / 15
    centred = places - places.mean(axis=1, keepdims=True)
    joined, flipped = maps.reshape(2, 4, 15), np.swapaxes(maps, 1, 2).reshape(2, 4, 15)
    norms = np.sqrt(np.einsum("bii->bi", right))
    known = {
        "It is summed over the places; divide by their number, height * width.": [15 * right],
        "It is divided by the number of channels, too: divide by height * width alone.": [right / 4, right / 8],
        "It is divided by the number of channels, not of places.": [15 * right / 4],
        "It is divided by height or by width alone: there are height * width places.": [3 * right, 5 * right],
        "It is divided by the number of places twice.": [right / 15],
        "It is half of what it should be, or divided by the number of pictures, too.": [right / 2],
        "The mean of each channel is subtracted: that is a covariance.": [
            np.einsum("bpi,bpj->bij", centred, centred) / n for n in (15, 14)
        ],
        "Places and channels got mixed up: reshaping does not move axes, transpose does.": [
            np.einsum("bip,bjp->bij", m, m) / 15 for m in (joined, flipped)
        ],
        "Each channel is brought to length 1 first: how strongly it is active must count.": [
            right / norms[:, :, None] / norms[:, None]
        ],
        "The sum over the places is taken before the product of two channels.": [
            np.einsum("bi,bj->bij", places.mean(axis=1), places.mean(axis=1)),
            np.einsum("bi,bj->bij", places.sum(axis=1), places.sum(axis=1)) / 15,
        ],
    }  # fmt: skip
    wrong = "It is not the average, over the places, of the products of two channels."
    hint = "As a matrix M (places, channels), it is Mᵀ M / (height * width)."
    assert_close(value, reference.ask(lab.gram_matrix(maps)), known=known, wrong=wrong, hint=hint)


@check(needs=[test_gram_matrix_is_of_channels])
def test_each_picture_has_its_own_gram_matrix(student, reference, rng):
    """In a batch each picture has a Gram matrix of its own, of products of its channels."""
    maps = rng.normal(0.5, 1, (3, 4, 2, 5)) * np.reshape([1.0, 2.0, 0.5], (3, 1, 1, 1))
    value, expected = (who.ask(lab.gram_matrix(maps)) for who in (student, reference))
    assert_shape(value, (3, 5, 5), "gram_matrix of three pictures")
    together = np.tile(np.mean(expected, axis=0, keepdims=True), (3, 1, 1))
    wrong = "The matrices of a batch are not those of its pictures, whatever they are divided by."
    hint = "The first axis stays as it is: only height and width are summed over."
    known = {"The pictures of a batch are thrown together.": [proportional(value, together)]}
    assert_close(value, proportional(value, expected), known=known, wrong=wrong, hint=hint)


@check(needs=[test_gram_matrix_is_of_channels])
def test_gram_matrix_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps."""
    maps, direction = probe.variable(rng.normal(0.5, 1, (1, 3, 5, 4))), rng.normal(size=(1, 4, 4))
    question = gradient_of_inputs(lab.gram_matrix(watched(maps)), direction, maps)
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], scaled=True)
