"""5 · Total variation."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, lab, probe, require

from .common import assert_gradients, both_sides

check = cell("total_variation_loss")

SHAPES = (2, 4, 6, 3), (1, 7, 3, 1), (3, 4, 5, 5)  # of any number of channels


def mean_square(images, axis):
    """The mean squared difference of neighbours along an axis; 0 where there are none."""
    differences = np.diff(images, axis=axis)
    return float(np.mean(differences**2)) if differences.size else 0.0


def means(images):
    """The mean squared differences of vertical and of horizontal neighbours."""
    return mean_square(images, 1), mean_square(images, 2)


@check(weight=0, asks=["variation-scalar"])
def test_variation_is_a_scalar(student, rng):
    """`total_variation_loss` gives one number."""
    value = student.ask(lab.total_variation_loss(rng.random(SHAPES[0])))
    assert_shape(value, (), "total_variation_loss(images)", "The mean over all axes is one number.")


def require_counted(student, picture, neighbours, hint):
    """A picture in which no other neighbours differ costs something, and with more contrast more."""
    pictures = np.tile(
        picture, (2, 1, 1, 3)
    )  # the same twice, and grey: nothing between pictures or channels
    flat, less, more = student.ask(
        [lab.total_variation_loss(0.5 + contrast * pictures) for contrast in (0, 1, 3)]
    )
    require(abs(flat) <= 1e-6 + 0.02 * abs(less), "A picture of one colour costs something.")
    require(less > 0, f"{neighbours} neighbours do not count.", hint)
    require(more > 1.5 * less, f"{neighbours} neighbours that differ more do not cost more.", hint)


@check(needs=[test_variation_is_a_scalar], asks=["vertical-neighbours"])
def test_vertical_neighbours_count(student, rng):
    """Vertical neighbours count, the more the more they differ."""
    hint = "images[:, 1:] - images[:, :-1] are the differences of rows."
    require_counted(student, np.tile(rng.random((1, 5, 1, 1)), (1, 1, 6, 1)), "Vertical", hint)


@check(needs=[test_variation_is_a_scalar], asks=["horizontal-neighbours"])
def test_horizontal_neighbours_count(student, rng):
    """Horizontal neighbours count, the more the more they differ."""
    hint = "images[:, :, 1:] - images[:, :, :-1] are the differences of columns."
    require_counted(student, np.tile(rng.random((1, 1, 6, 1)), (1, 5, 1, 1)), "Horizontal", hint)


@check(weight=1.5, needs=[test_variation_is_a_scalar], asks=["variation-means"])
def test_variation_is_a_sum_of_means(student, rng):
    """It is the mean over all vertical pairs plus the mean over all horizontal ones, of any number of pictures and channels."""
    for shape in SHAPES:
        x = rng.random(shape)
        value = student.ask(lab.total_variation_loss(x))
        (v, h), (down, across) = means(x), (np.diff(x, axis=axis) for axis in (1, 2))
        both = np.sum(down**2) + np.sum(across**2)
        if agree(value, v) or agree(value, h):
            continue  # one direction is left out, which is judged above
        known = {
            "The absolute differences are taken, not their squares.": [np.abs(down).mean() + np.abs(across).mean()],
            "There is a root in it; leave it out.": [np.sqrt(v) + np.sqrt(h), np.sqrt(v + h)],
            "The picture is closed to a ring: the last row is no neighbour of the first.": [
                sum(np.mean((np.roll(x, 1, axis) - x) ** 2) for axis in (1, 2))
            ],
            "Pixels that are two apart are compared; neighbours are one apart.": [
                np.mean((x[:, 2:] - x[:, :-2]) ** 2) + np.mean((x[:, :, 2:] - x[:, :, :-2]) ** 2)
            ],
            "It is summed; asked for are means.": [both],
            "It is summed over each picture; asked for are means over everything.": [both / len(x)],
            "The two means are averaged; add them.": [(v + h) / 2],
            "All differences are averaged together; take the mean of each direction, and add the two.": [
                both / (down.size + across.size)
            ],
            "It is divided by the number of pixels, not of pairs of neighbours.": [both / x.size],
            "One direction counts twice.": [2 * v, 2 * h],
            "The channels of a pixel are taken for neighbours.": [
                h + mean_square(x, 3), v + h + mean_square(x, 3),
            ],
            "The pictures of a batch are taken for neighbours.": [mean_square(x, 0) + v],
            "Only the first picture of the batch counts.": [sum(means(x[:1]))],
        }  # fmt: skip
        wrong = "It is not the sum of the two mean squared differences."
        hint = "Two means, each over everything: pictures, pairs of neighbours, channels. Then their sum."
        assert_close(value, v + h, known=known, wrong=wrong, hint=hint)


@check(needs=[test_variation_is_a_scalar], asks=["variation-gradient", "variation-of-variables"])
def test_variation_has_a_gradient(student, reference, rng):
    """Its gradient reaches the picture, which is a variable."""
    x, aside = rng.normal(0.5, 0.3, (2, 2, 4, 6, 3))
    variable = probe.variable(x)
    question = probe.gradient(lab.total_variation_loss(variable), wrt=[variable])
    sides = both_sides(lab.total_variation_loss, [x], [aside])
    value, of_flat, moved = student.ask([*map(lab.total_variation_loss, (x, np.ones_like(x))), sides])
    other = not agree(value, sum(means(x))) and abs(of_flat) < 1e-3  # another measure of it, and yet one
    moved = moved if other else None
    assert_gradients(student.ask(question), reference.ask(question), ["the picture"], moved, [aside])
