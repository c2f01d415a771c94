"""The checks of the generator."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    assert_learned,
    assert_shape,
    cell,
    hinting,
    lab,
    nudged,
    probe,
    require,
    seed_of,
    shared,
)
from autograder.checks.families.decoder import (
    SIGMOID_HINT,
    assert_dark_and_bright,
    assert_each_counts,
    assert_in_range,
    one_by_one,
)
from autograder.checks.networks import (
    assert_comes_to_rest,
    assert_many_ways,
    assert_own_ways,
    assert_paints,
    assert_passes_gradient,
    both_ends,
    gradient_of_inputs,
    in_pairs,
    least_apart,
)

from .networks import IMAGE, one_hot

check = cell("build_generator")

# The student's own generator, built once: checks set its weights as they need them.
GENERATOR_OF_5 = probe.kept(lab.build_generator(5))


class Question:
    """The student's generator, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        z, y = rng.normal(size=(4, 5)), one_hot(rng.permutation(10)[:4])
        many, labels = 2 * rng.normal(size=(12, 5)), one_hot(rng.integers(0, 10, 12))
        # each coordinate changed in turn, all with one label; then the same z with all labels
        row = rng.normal(size=5)
        rows = np.concatenate([one_by_one(row), np.tile(row, (10, 1))])
        of_rows = one_hot(np.concatenate([np.full(7, rng.integers(10)), np.arange(10)]))
        self.direction = rng.normal(size=(4, *IMAGE))
        strong = probe.randomised(GENERATOR_OF_5, seed=seed_of(rng), gain=2.0)
        other = probe.randomised(GENERATOR_OF_5, seed=seed_of(rng))
        low, high = both_ends(GENERATOR_OF_5, rng.integers(2**31, size=2))
        latent = probe.variable(in_pairs(z))
        self.parts = Together(
            {
                "images": GENERATOR_OF_5([z, y]),
                "in a smaller batch": [strong([many, labels]), strong([many[5::-1], labels[5::-1]])],
                "one by one": other([rows, of_rows]),
                "nudged": nudged(other, [z, y], [self.direction]),
                "layers": probe.layers_of(GENERATOR_OF_5),
                "latent": gradient_of_inputs(other([latent, in_pairs(y)]), self.direction, latent),
                "low and high": [low([z, y]), high([z, y])],
                # last: they change the statistics of normalisation
                "trained": [
                    probe.delta(GENERATOR_OF_5([z, y], training=True), of={"it": GENERATOR_OF_5})
                    for _ in range(2)
                ],
            }
        )


generator = shared(Question, "generator")


@check(weight=0, asks=["generator-images"])
def test_generator_makes_images(student, generator):
    """The generator turns [z, one-hot labels] into images of shape (batch, 28, 28, 1)."""
    hint = "It is called with a list, generator([z, labels]). Transposed convolutions take 7×7 to 28×28."
    with hinting(hint):
        assert_shape(generator.parts.of(student)["images"], (4, *IMAGE), "The image", hint)


@check(weight=0, needs=[test_generator_makes_images], asks=["generator-repeats"])
def test_generator_is_not_random(student, generator):
    """The same z and label always give the same image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (17, *IMAGE), "The image")
    hint = "All chance is in z: no noise in the generator."
    require(agree(image[6], image[0]), "The same z and label in one batch give two different images.", hint)


@check(needs=[test_generator_is_not_random], asks=["generator-learns"])
def test_generator_can_learn(student, generator):
    """Every weight of the generator gets a gradient, and z too, and following it changes the image as it should."""
    (gradient,) = generator.parts.of(student)["latent"]
    assert_passes_gradient(gradient, (4, 5), "the images", "z")
    assert_learned(generator.parts.of(student)["nudged"], [generator.direction])


@check(
    weight=1.5,
    needs=[test_generator_can_learn],
    asks=["generator-probabilities", "generator-repeats"],
)
def test_generator_gives_probabilities(student, generator):
    """Pixels are probabilities: anywhere in [0, 1], through one sigmoid, and depend on z and label alone."""
    image, again = generator.parts.of(student)["in a smaller batch"]
    assert_shape(image, (12, *IMAGE), "The image")
    require(
        agree(again, image[5::-1]),
        "The image depends on more than its z and label.",
        "Outside of training: no noise, and normalisation by old statistics (hand training on).",
    )
    every = np.concatenate([image, *generator.parts.of(student)["low and high"]])
    assert_in_range(every)
    assert_dark_and_bright(every, dark=0.4)
    # a sigmoid comes near 0 and 1 more often than it is rounded to them; what cuts pixels off may do so a little before
    from_end = np.minimum(image - image.min(), image.max() - image)
    smooth = np.sum((from_end > 0) & (from_end < 0.05)) >= 0.2 * np.sum(from_end == 0)
    is_flat = not np.ptp(image, axis=(1, 2, 3)).any()  # which is another check's business
    require(smooth or is_flat, "Pixels are cut off at 0 and 1, where no gradient passes.", SIGMOID_HINT)


@check(
    weight=1.5,
    needs=[test_generator_can_learn],
    asks=["generator-uses-z", "generator-uses-the-label"],
)
def test_generator_obeys_the_label(student, generator):
    """Every coordinate of z, in a way of its own, and every label changes the image."""
    image = generator.parts.of(student)["one by one"]
    assert_shape(image, (17, *IMAGE), "The image")
    assert_paints(image)
    assert_each_counts(image, [f"Coordinate {k} of z" for k in range(5)], least=1e-6)
    each = image[7:]
    hint = "layers.Concatenate()([z, labels]) comes first."
    require(np.ptp(each, axis=0).max() > 1e-6, "The label has no effect on the image.", hint)
    same = "Two labels give the same image: does every one of the ten enter?"
    require(least_apart(each) > 1e-6, same, hint)
    (gradient,) = generator.parts.of(student)["latent"]
    assert_many_ways(gradient, 5)
    assert_own_ways(gradient, 5)


@check(weight=0.5, needs=[test_generator_can_learn], asks=["generator-statistics"])
def test_statistics_come_to_rest(student, generator):
    """The statistics of its normalisation, if it has any, come to rest: the same batch again changes them less."""
    parts = generator.parts.of(student)
    assert_comes_to_rest(parts["trained"], parts["layers"])
