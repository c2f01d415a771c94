"""The checks of what the latent space is good for: walks, interpolation, concepts."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    agree,
    as_numpy,
    assert_close,
    assert_shape,
    assert_untouched,
    cell,
    diagnosis,
    lab,
    probe,
    require,
)
from autograder.checks.families.small_networks import built

from .networks import ENCODER, IMAGE, LATENT, LINEAR_DECODER, images, networks

# --- A walk -------------------------------------------------------------------------------------------------

check = cell("latent_walk")


@check(weight=0, asks=["walk-image-per-value"])
def test_walk_gives_an_image_per_value(student, rng):
    """`latent_walk` gives one image for each of the values."""
    _, decoder = networks(rng)
    z, values = rng.normal(size=LATENT).astype("float32"), np.linspace(-2, 2, 4, dtype="float32")
    walk = student.ask(probe.array(lab.latent_walk(decoder, as_numpy(z), 1, as_numpy(values))))
    assert_shape(
        walk, (4, *IMAGE), "latent_walk(decoder, z, 1, values)", "Decode len(values) copies of z at once."
    )


@check(
    weight=2,
    needs=[test_walk_gives_an_image_per_value],
    asks=["walk-takes-the-values", "walk-keeps-the-others", "walk-of-a-list"],
)
def test_walk_varies_one_coordinate(student, reference, rng):
    """`latent_walk` decodes copies of z in which coordinate dim takes each of the values."""
    _, decoder = networks(rng)
    z, values = rng.normal(size=LATENT).astype("float32"), np.array([0.5, -4.5, 3.75, -1, 2], "float32")
    for dim, each, given in (
        (2, values, as_numpy(values)),
        (0, values, values.tolist()),
        (1, values[:1], as_numpy(values[:1])),
    ):
        walk = probe.array(lab.latent_walk(decoder, as_numpy(z), dim, given))
        value = student.ask(walk)
        wrong = explain_walk(value, z, dim, each, lambda points: reference.ask(decoder(points)))
        assert_close(value, reference.ask(walk), wrong=wrong, hint="walk[:, dim] = values, on copies of z.")


def explain_walk(value, z, dim, values, decoded):
    """What is wrong with a walk; decoded: points (n, latent) -> images."""
    column, copies, here = values[:, None], np.tile(z, (len(values), 1)), np.arange(LATENT) == dim
    known = {
        "It varies another coordinate than dim.": [
            np.where(np.arange(LATENT) == k, column, copies) for k in range(LATENT) if k != dim
        ],
        "It varies all coordinates at once.": [np.tile(column, (1, LATENT)), copies + column],
        "The values are added to the coordinate; they should replace it.": [copies + here * column],
        "The other coordinates become 0; they should stay as in z.": [here * column],
        "The images come in the wrong order.": [np.where(here, column[::-1], copies)],
        "All images are those of z itself: nothing varies.": [copies],
    }
    images_of = {sentence: [decoded(points) for points in walks] for sentence, walks in known.items()}
    return diagnosis(
        value, images_of, "The images are not those of copies of z with only coordinate dim changed."
    )


@check(needs=[test_walk_gives_an_image_per_value], asks=["walk-leaves-z"])
def test_walk_leaves_z_alone(student, rng):
    """`latent_walk` does not change the z it was given."""
    _, decoder = networks(rng)
    z = rng.normal(size=LATENT).astype("float32")
    shared = probe.value(as_numpy(z))
    walk, after = student.ask(
        [probe.array(lab.latent_walk(decoder, shared, 1, as_numpy(np.array([-1.0, 1.0], "float32")))), shared]
    )
    assert_shape(walk, (2, *IMAGE), "latent_walk(decoder, z, 1, values)")
    require(not agree(walk[1], walk[0]), "All images of the walk are the same.", "walk[:, dim] = values")
    assert_close(
        after, z, wrong="z itself was changed.", hint="Make copies first: np.tile, np.repeat or np.array."
    )


# --- Interpolation ------------------------------------------------------------------------------------------

check = cell("interpolate")


@check(weight=0, asks=["line-of-n-points"])
def test_interpolation_has_n_points(student, rng):
    """`interpolate` gives n points, (n, latent)."""
    z0, z1 = rng.normal(size=(2, 4)).astype("float32")
    points = student.ask(probe.array(lab.interpolate(as_numpy(z0), as_numpy(z1), 7)))
    assert_shape(points, (7, 4), "interpolate(z0, z1, 7)", "One row for each of the n points.")


@check(weight=2, needs=[test_interpolation_has_n_points], asks=["line-in-equal-steps"])
def test_interpolation_is_a_straight_line(student, rng):
    """The points lie at equal steps on a straight line, in the direction from z0 to z1."""
    z0, z1 = rng.normal(size=(2, 4)).astype("float32")
    points = student.ask(probe.array(lab.interpolate(as_numpy(z0), as_numpy(z1), 7)))
    whole, steps = points[-1] - points[0], np.diff(points, axis=0)
    hint = "(1 - t) z0 + t z1 for t = np.linspace(0, 1, n)."
    require(np.abs(whole).max() > 1e-6, "The last point is the first one again.", hint)
    assert_close(
        steps, np.tile(whole / 6, (6, 1)), wrong="The steps between the points are not equal.", hint=hint
    )
    along = float(whole @ (z1 - z0)) / np.linalg.norm(whole) / np.linalg.norm(z1 - z0)
    require(along > -0.999, "It runs from z1 to z0.", hint)
    require(along > 0.999, "It does not run in the direction from z0 to z1.", hint)


@check(needs=[test_interpolation_has_n_points], asks=["line-with-both-ends", "line-leaves-its-ends"])
def test_interpolation_includes_both_ends(student, rng):
    """The first point is z0 and the last is z1."""
    z0, z1 = 5 * rng.normal(size=(2, 3)).astype("float32")
    given = [probe.value(as_numpy(z)) for z in (z0, z1)]
    points, *after = student.ask([probe.array(lab.interpolate(*given, 5)), *given])
    for left, right in zip(after, (z0, z1), strict=True):
        assert_untouched(left, right, "interpolate")
    hint = "Both ends belong to the line: t runs from 0 to 1, with 1 itself."
    for name, point, end in (("first", points[0], z0), ("last", points[-1], z1)):
        assert_close(point, end, wrong=f"The {name} point is not z{int(name == 'last')}.", hint=hint)


# --- Concepts -----------------------------------------------------------------------------------------------

check = cell("concept_vector")


@check(asks=["concept-difference", "concept-of-the-means", "concept-shape"])
def test_concept_vector_is_a_difference_of_means(student, reference, rng):
    """`concept_vector` is the mean z_mean of images with the attribute minus that of images without."""
    encoder, _ = networks(rng)
    x, has = images(rng, 7), np.array([True, True, False, True, False, True, True])
    has, noise = rng.permutation(has), rng.normal(size=(7, LATENT))
    vector, swapped = (
        probe.array(lab.concept_vector(encoder, as_numpy(x), as_numpy(which))) for which in (has, ~has)
    )
    value, again = student.ask([vector, swapped], noise=[noise])
    assert_shape(value, (LATENT,), "concept_vector(...)", "The mean over images is the mean over axis 0.")
    mean, log_var, z = reference.ask(encoder(x), noise=[noise])
    known = {
        "It points the wrong way: from images with the attribute to those without.": [
            mean[~has].mean(0) - mean[has].mean(0)
        ],
        "It uses z, with its noise, instead of z_mean.": [z[has].mean(0) - z[~has].mean(0)],
        "It uses z_log_var instead of z_mean.": [log_var[has].mean(0) - log_var[~has].mean(0)],
        "It is a difference of sums; take means.": [mean[has].sum(0) - mean[~has].sum(0)],
        "The mean of the images without the attribute is not subtracted.": [mean[has].mean(0)],
        "The mean of all images is subtracted; take that of the images without the attribute.": [
            mean[has].mean(0) - mean.mean(0)
        ],
    }
    hint = "z_mean is the encoder's first output; has_attribute picks rows of it, ~has_attribute the others."
    assert_close(
        value,
        reference.ask(vector),
        known=known,
        wrong="It is not the difference of the two means of z_mean.",
        hint=hint,
    )
    wrong = "In a second call, for another attribute, it is not the difference of the two means of z_mean."
    assert_close(again, reference.ask(swapped), wrong=wrong, hint="Nothing is kept from an earlier call.")


@check(asks=["concept-added", "concept-any-strength", "concept-stays", "edited-images"])
def test_add_concept_moves_along_the_vector(student, reference, rng):
    """`add_concept` decodes z_mean + strength · vector."""
    encoder, decoder = networks(rng)
    others = built(rng, ENCODER, LINEAR_DECODER)
    x, vector = images(rng, 4), 0.3 * rng.normal(size=LATENT).astype("float32")
    vector_given = probe.value(as_numpy(vector))
    edit = probe.array(lab.add_concept(encoder, decoder, as_numpy(x), vector_given, -3.5))
    # once more with all of it other, as far as nobody goes: that of a decoder that does not saturate
    far = probe.array(lab.add_concept(*others, as_numpy(x[1:3]), as_numpy(vector[::-1]), 250))
    noise = rng.normal(size=(4, LATENT))
    one = probe.array(lab.add_concept(encoder, decoder, as_numpy(x[:1]), as_numpy(vector), 2))
    value, after, alone, again = student.ask([edit, vector_given, one, far], noise=[noise])
    assert_shape(value, (4, *IMAGE), "add_concept(...)", "Decode the edited z_mean, and return the images.")
    mean, _, z = reference.ask(encoder(x), noise=[noise])
    known = {
        "`strength` has no effect.": [reference.ask(decoder(mean + vector))],
        "The vector is subtracted.": [reference.ask(decoder(mean + 3.5 * vector))],
        "It edits z, with its noise, instead of z_mean.": [reference.ask(decoder(z - 3.5 * vector))],
        "The image is not edited at all.": [reference.ask(decoder(mean))],
    }
    assert_close(
        value,
        reference.ask(edit),
        known=known,
        wrong="It does not decode z_mean + strength · vector.",
        hint="decoder(z_mean + strength * vector)",
    )
    assert_untouched(after, vector, "add_concept")
    wrong = "One image alone is edited otherwise than one of several."
    assert_close(
        alone, reference.ask(one), wrong=wrong, hint="A batch of one image has its axis, too: no squeeze."
    )
    wrong = "In another call, with a strength of 250, it does not decode z_mean + strength · vector."
    hint = "The strength has no bounds, and nothing is kept from an earlier call."
    assert_close(again, reference.ask(far), wrong=wrong, hint=hint)
