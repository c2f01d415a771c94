"""2 · The Gram matrix."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, lab, probe, require
from autograder.checks.networks import gradient_of_inputs

from .common import assert_gradients, both_sides, proportional, watched

check = cell("gram_matrix")


def gram(maps):
    """The right one, (pictures, channels, channels), of maps (pictures, height, width, channels)."""
    return np.einsum("bhwi,bhwj->bij", maps, maps) / (maps.shape[1] * maps.shape[2])


def twice(maps):
    """A batch of a picture's maps, and the same once more: mixed up or not, all is as it should be."""
    return np.stack([maps, maps])


@check(weight=0, asks=["gram-shape"])
def test_gram_matrix_is_of_channels(student, rng):
    """`gram_matrix` gives a matrix (channels, channels) for each picture."""
    value = student.ask(lab.gram_matrix(rng.random((2, 3, 5, 4))))
    hint = "The sum runs over the places, height and width; what is left are two axes of channels."
    over_channels = isinstance(value, np.ndarray) and value.shape in ((2, 15, 15), (2, 3, 5, 3, 5))
    require(not over_channels, "It compares places with places: the sum runs over the channels.", hint)
    assert_shape(value, (2, 4, 4), "gram_matrix(features)", hint)


@check(weight=1.5, needs=[test_gram_matrix_is_of_channels], asks=["channel-products"])
def test_gram_matrix_is_of_products(student, rng):
    """Its entries are the products of any two channels, added up over all places, whatever they are divided by."""
    for size in (1, 1000):  # as large, too, as what a trained network says
        maps = twice(size * rng.normal(0.5, 1, (3, 5, 4)))
        value = student.ask(lab.gram_matrix(maps))
        right, means = gram(maps), maps.mean(axis=(1, 2))
        joined = maps.reshape(2, 4, 15)
        norms = np.sqrt(np.einsum("bii->bi", right))
        known = {
            "The mean of each channel is subtracted: that is a covariance.": gram(
                maps - means[:, None, None]
            ),
            "Places and channels got mixed up: reshaping does not move axes, transpose does.": np.einsum(
                "bip,bjp->bij", joined, joined
            ),
            "Each channel is brought to length 1 first: how strongly it is active must count.": (
                right / norms[:, :, None] / norms[:, None]
            ),
            "The sum over the places is taken before the product of two channels.": np.einsum(
                "bi,bj->bij", means, means
            ),
        }
        known = {sentence: [proportional(value, matrices)] for sentence, matrices in known.items()}
        wrong = "It is not made of the products of two channels, added up over the places."
        hint = "As a matrix M (places, channels), it is Mᵀ M / (height * width)."
        assert_close(value, proportional(value, right), known=known, wrong=wrong, hint=hint)


@check(weight=1.5, needs=[test_gram_matrix_is_of_products], asks=["mean-over-places"])
def test_gram_matrix_is_averaged_over_places(student, rng):
    """It is the average over the places: divided by height * width."""
    maps = twice(rng.normal(0.5, 1, (3, 5, 4)))
    value, right = student.ask(lab.gram_matrix(maps)), gram(maps)
    known = {
        "It is summed over the places; divide by their number, height * width.": [15 * right],
        "It is divided by the number of channels, too: divide by height * width alone.": [
            right / 4,
            right / 8,
        ],
        "It is divided by the number of channels, not of places.": [15 * right / 4],
        "It is divided by height or by width alone: there are height * width places.": [3 * right, 5 * right],
        "It is divided by the number of places twice.": [right / 15],
        "It is half of what it should be, or divided by the number of pictures, too.": [right / 2],
        "The pictures of a batch are added up.": [2 * right],
    }
    wrong = "It is not divided by the number of places."
    assert_close(
        value, right, known=known, wrong=wrong, hint="Divide by height * width, and by nothing else."
    )


@check(needs=[test_gram_matrix_is_of_channels], asks=["gram-per-picture"])
def test_each_picture_has_its_own_gram_matrix(student, rng):
    """In a batch each picture has the Gram matrix that it has alone."""
    maps = rng.normal(0.5, 1, (3, 4, 2, 5)) * np.reshape([1.0, 2.0, 0.5], (3, 1, 1, 1))
    value, *alone = student.ask([lab.gram_matrix(m) for m in (maps, *maps[:, None])])
    assert_shape(value, (3, 5, 5), "gram_matrix of three pictures")
    alone = np.reshape([np.resize(matrix, (5, 5)) for matrix in alone], (3, 5, 5))
    require(not agree(value[1:], value[:-1]), "Different pictures have the same Gram matrix.")
    wrong = "The matrices of a batch are not those that its pictures have alone."
    hint = "The first axis stays as it is: only height and width are summed over, and divided by."
    known = {
        "The matrices of a batch are not in the order of its pictures.": [alone[::-1]],
        "The matrices are divided by the number of pictures, too.": [alone / 3],
    }
    assert_close(value, alone, known=known, wrong=wrong, hint=hint)


@check(weight=0.5, needs=[test_gram_matrix_is_of_products], asks=["gram-keeps-axes"])
def test_gram_matrix_of_one(student, rng):
    """One picture, one place or one channel: no axis is lost."""
    for shape in ((1, 3, 5, 4), (1, 1, 1, 3), (2, 4, 3, 1)):
        value = student.ask(lab.gram_matrix(rng.random(shape)))
        what = f"gram_matrix of maps of shape {shape}"
        assert_shape(value, (shape[0], shape[3], shape[3]), what, "An axis of length 1 is an axis.")


@check(needs=[test_gram_matrix_is_of_channels], asks=["gram-gradient"])
def test_gram_matrix_has_a_gradient(student, reference, rng):
    """Its gradient reaches the feature maps."""
    maps, direction, aside = (
        rng.normal(0.5, 1, (1, 3, 5, 4)),
        rng.normal(size=(1, 4, 4)),
        rng.normal(size=(1, 3, 5, 4)),
    )
    variable = probe.variable(maps)
    question = gradient_of_inputs(lab.gram_matrix(watched(variable)), direction, variable)
    value, moved = student.ask([lab.gram_matrix(maps), both_sides(lab.gram_matrix, [maps], [aside])])
    wrong = not agree(value, proportional(value, gram(maps)))
    moved = [[matrix * direction for matrix in sides] for sides in moved] if wrong else None
    assert_gradients(student.ask(question), reference.ask(question), ["the feature maps"], moved, [aside])
