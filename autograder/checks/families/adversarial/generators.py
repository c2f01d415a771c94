"""A student's own generator: built once, and asked all there is to ask in one question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.checks.asserts import agree, assert_learned, assert_shape, nudged, require
from autograder.checks.families import Family
from autograder.checks.families.decoder import assert_each_counts, one_by_one
from autograder.checks.marker import check
from autograder.checks.networks import (
    GAINS,
    assert_comes_to_rest,
    assert_ends_in_tanh,
    assert_grows_by_strides,
    assert_many_ways,
    assert_own_ways,
    assert_paints,
    gradient_of_inputs,
    in_pairs,
)
from autograder.checks.parts import Together
from autograder.checks.questions import Expr, probe

LATENT = 5  # of the generator that is asked
IMAGE = (28, 28, 1)


class GeneratorQuestion:
    """All that checks look at of a generator of LATENT numbers, and of label vectors if there are classes."""

    def __init__(self, rng: np.random.Generator, network: Expr, classes: int = 0):
        """network: the student's, ``kept``: checks set its weights as they need them."""

        def given(z, label_vectors):
            return [z, label_vectors] if classes else z

        seeds, z = rng.integers(2**31, size=2), rng.normal(size=(4, LATENT))
        many = 2 * rng.normal(size=(12, LATENT))
        c, of_many = rng.random((4, classes)), np.resize(np.eye(classes), (12, classes))
        varied = one_by_one(rng.normal(size=LATENT))
        fixed = np.tile(rng.random(classes), (7, 1))
        of_classes = [one_of_each(rng, classes)] if classes else []
        self.direction = rng.normal(size=(4, *IMAGE))
        # weights can be set once it is built: by being called
        other, strong, *stronger = (
            probe.last(network(given(z, c)), probe.randomised(network, seed=int(seed), gain=gain))
            for seed, gain in [(seeds[1], 1.0), *((seeds[0], gain) for gain in GAINS)]
        )
        near = [given(z, c), given(z + 1e-4, c), *([given(z, c + 1e-4)] if classes else [])]
        latent = probe.variable(in_pairs(z))
        # not the weights, of which there may be millions
        trained = [
            probe.delta(network(given(z, c), training=True), of={"it": network})["state"] for _ in range(2)
        ]
        self.parts = Together(
            {
                "images": network(given(z, c)),
                # built, if it was not, by being called
                "layers": probe.last(network(given(z, c)), probe.layers_of(network)),
                "in a smaller batch": [
                    strong(given(many, of_many)),
                    strong(given(many[5::-1], of_many[5::-1])),
                ],
                "stronger": [each(given(many, of_many)) for each in stronger],
                "one by one": other(given(varied, fixed)),
                "classes": [other(inputs) for inputs in of_classes],
                "near": [other(inputs) for inputs in near],
                "latent": gradient_of_inputs(other(given(latent, fixed[:4])), self.direction, latent),
                "nudged": nudged(other, given(z, c), [self.direction]),
                # last: they change the statistics of normalisation
                "trained": [{"state": changes} for changes in trained],
            }
        )


def one_of_each(rng: np.random.Generator, classes: int) -> list[np.ndarray]:
    """One z with the label vector of every class, and then with those half-way between each and the next."""
    eye = np.eye(classes)
    mixed = np.concatenate([eye, (eye + np.roll(eye, -1, axis=0)) / 2])
    return [np.tile(rng.normal(size=LATENT), (len(mixed), 1)), mixed]


class GeneratorChecks(Family):
    """Checks of a generator that ends in tanh, with a fixture ``generator``, a GeneratorQuestion.

    call_hint, shape_hint: where to look when it cannot be called, and when its images have another shape
    given: what an image depends on, in words
    smooth: what the images change smoothly with, and how the sentence that they do not goes on
    """

    call_hint = ""
    shape_hint: str
    given = "its z"
    smooth: Mapping[str, str] = {"z": "z"}

    @check(weight=0, asks=["generator-images"])
    def test_generator_makes_images(self, student, generator):
        """`Generator(latent_dim)` turns z of shape (batch, latent_dim) into images of shape (batch, 28, 28, 1)."""
        generator.parts.array(
            student, "images", (4, *IMAGE), "The image", self.shape_hint, raised=self.call_hint
        )

    @check(weight=0, needs=[test_generator_makes_images], asks=["generator-uses-z"])
    def test_generator_paints_images(self, student, generator):
        """An image is no plain area, and the numbers of z change it each in its own way."""
        image = generator.parts.of(student)["one by one"]
        assert_shape(image, (7, *IMAGE), "The image")
        assert_paints(image)
        (gradient,) = generator.parts.of(student)["latent"]
        assert_many_ways(gradient, LATENT)

    @check(needs=[test_generator_paints_images], asks=["generator-learns"])
    def test_generator_can_learn(self, student, generator):
        """Images change smoothly with z and with every weight, so that there are gradients to follow."""
        image, *moved = generator.parts.of(student)["near"]
        for images in (image, *moved):
            assert_shape(images, (4, *IMAGE), "The image")
        for (name, function), images in zip(self.smooth.items(), moved, strict=True):
            text = f"Where {name} hardly changes the image changes completely: it is no smooth function of {function}."
            require(np.abs(images - image).max() < 0.1, text)
        assert_learned(generator.parts.of(student)["nudged"], [generator.direction])

    @check(weight=1.5, needs=[test_generator_can_learn], asks=["generator-tanh", "generator-repeats"])
    def test_generator_ends_in_tanh(self, student, generator):
        """Pixels fill the range from -1 to 1, through one tanh."""
        image, again = generator.parts.of(student)["in a smaller batch"]
        assert_shape(image, (12, *IMAGE), "The image")
        require(
            agree(again, image[5::-1]),
            f"The image depends on more than {self.given}.",
            "Outside of training: no noise, and normalisation by old statistics (hand training on).",
        )
        assert_ends_in_tanh([image, *generator.parts.of(student)["stronger"]])

    @check(weight=0.5, needs=[test_generator_can_learn], asks=["generator-uses-z", "generator-repeats"])
    def test_generator_uses_every_coordinate(self, student, generator):
        """Every coordinate of z changes the image in a way of its own, and the same z always gives the same image."""
        image = generator.parts.of(student)["one by one"]
        assert_shape(image, (7, *IMAGE), "The image")
        require(agree(image[-1], image[0]), "The same z in one batch gives two different images.")
        assert_each_counts(image, [f"Coordinate {k} of z" for k in range(LATENT)])
        (gradient,) = generator.parts.of(student)["latent"]
        assert_own_ways(gradient, LATENT, LATENT)

    @check(weight=0.5, needs=[test_generator_can_learn], asks=["generator-statistics"])
    def test_statistics_come_to_rest(self, student, generator):
        """The statistics of its normalisation, if it has any, come to rest: the same batch again changes them less."""
        parts = generator.parts.of(student)
        assert_comes_to_rest(parts["trained"], parts["layers"])

    @check(weight=1, needs=[test_generator_can_learn], asks=["generator-doubles"])
    def test_generator_grows_by_transposed_convolutions(self, student, generator):
        """It doubles height and width by strided transposed convolutions, with kernel sizes that are multiples of the stride."""
        assert_grows_by_strides(generator.parts.of(student)["layers"])
