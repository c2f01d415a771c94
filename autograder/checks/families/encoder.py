"""Checks of a student's encoder: a network that gives z_mean, z_log_var and z, a sample from these.

An assignment makes them its own by a subclass of EncoderChecks, and by a fixture ``encoder``, an EncoderQuestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, assert_learned, assert_shape, hinting, require
from autograder.checks.families import Family
from autograder.checks.marker import check
from autograder.checks.networks import (
    assert_encoder_sees_images,
    assert_model,
    assert_only_z_is_random,
    assert_reaches_weights,
    assert_unbounded,
    awake,
    both_ends,
)
from autograder.checks.parts import Together
from autograder.checks.questions import Expr, probe, seed_of

OUTPUTS = ("z_mean", "z_log_var", "z")
SWAPPED = "z_mean and z_log_var are swapped: in the list of outputs, or on their way into Sampling."
MISPLACED = "The outputs come in the wrong order."
NO_SAMPLE = "The third output is z_mean itself; it should be a sample, from Sampling."
SAMPLING_HINT = "z = Sampling()((z_mean, z_log_var)); the outputs are [z_mean, z_log_var, z], in this order."


def samples(mean: np.ndarray, log_var: np.ndarray, noise: np.ndarray) -> list[np.ndarray]:
    """The z that this noise makes of z_mean and z_log_var, and the one that its negative makes."""
    with np.errstate(over="ignore"):
        scaled = np.exp(log_var / 2) * noise
    return [mean + scaled, mean - scaled]


def assert_three_outputs(
    outputs: Any,
    shape: tuple[int, int],
    hint: str,
    of_each: str = "Every output ends in latent_dim numbers.",
    single: str = "The encoder should give three outputs, not one.",
) -> None:
    """An encoder's answer is z_mean, z_log_var and z, each of this shape, (batch, latent).

    hint: how a model gets three outputs; of_each: the hint about their shapes; single: the sentence for one output
    """
    require(isinstance(outputs, list), single, hint)
    require(len(outputs) == 3, f"The encoder should have three outputs, not {len(outputs)}.", hint)
    for name, output in zip(OUTPUTS, outputs, strict=True):
        assert_shape(output, shape, name, of_each)


def assert_not_cut_off(name: str, values: Sequence[np.ndarray], hint: str) -> None:
    """No two numbers of z_mean, or of z_log_var, of one image are as large as each other: what has an end meets it.

    values: (batch, latent), with large weights among others.
    """
    for value in values:
        size = np.sort(np.abs(value), axis=1)
        alike = np.sum((np.diff(size, axis=1) == 0) & (size[:, 1:] > 0), axis=1).max()
        few = 1 if value.dtype.itemsize > 2 else 3  # half precision has not many numbers
        require(
            alike < few,
            f"Several numbers of {name} are exactly alike, as if it were cut off at an end.",
            hint,
        )


def assert_not_squeezed(name: str, ends: Sequence[np.ndarray], hint: str) -> None:
    """What the last biases lead far down, and far up, differs from coordinate to coordinate in both as they do.

    ends: (batch, latent) each, with the weights of ``both_ends``. Around zero it may be that nothing gets there at all.
    """
    spread = [np.std(end, axis=1).mean() for end in ends]
    away = [np.abs(end).mean() > 0.1 for end in ends]
    squeezed = [away[k] and spread[k] < 0.01 * spread[1 - k] for k in range(2)]
    require(not any(squeezed), f"{name} comes close to one number, as if there were an end to it.", hint)


def with_weights(encoder: Expr, rng: np.random.Generator) -> tuple[Expr, Expr, list[Expr], Expr]:
    """The student's encoder with strong weights, with others, with those of ``both_ends``, and ``awake``."""
    strong = probe.randomised(encoder, seed=seed_of(rng), gain=2.0)
    other = probe.randomised(encoder, seed=seed_of(rng))
    return strong, other, both_ends(encoder, rng.integers(2**31, size=2)), awake(encoder, seed_of(rng))


def through_z(encoder: Expr, inputs: Any, direction: np.ndarray) -> Expr:
    """The gradient of a projection of z with respect to ``[encoder]``."""
    return probe.gradient(probe.projection(encoder(inputs)[2], direction), wrt=[encoder])


class EncoderQuestion:
    """The student's encoder, built once, and asked all there is to ask in one question.

    A subclass for each assignment sets

    parts: with
        "twice": its outputs in two calls with the same inputs
        "in another batch": those for ``many`` images, then for the first ``some`` of them in reverse order
        "altered": those for the images of ``altered``, with each choice of weights
        "nudged": the answer to ``nudged`` along ``directions``
        "through z": see ``through_z``
        "low and high": outputs with the weights of ``both_ends``
        "a model": whether it is one
    """

    latent = 5
    many: int
    some: int
    parts: Together
    directions: list[np.ndarray | None]

    def outputs(self, student: Any) -> Any:
        """What the encoder answers to some images."""
        return self.parts.of(student)["twice"][0]

    def altered(self, student: Any) -> Sequence[Any]:
        """Its outputs for altered images, with each choice of weights."""
        return self.parts.of(student)["altered"]

    def in_two_batches(self, student: Any) -> tuple[list[np.ndarray], Any, list[np.ndarray]]:
        """z_mean and z_log_var of many images; the outputs for some of them in another batch; what these should be."""
        outputs, again = self.parts.of(student)["in another batch"]
        values = outputs[:2]
        for name, value in zip(OUTPUTS, values, strict=False):
            assert_shape(value, (self.many, self.latent), name)
        return values, again, [value[self.some - 1 :: -1] for value in values]

    def assert_passes_through_z(self, student: Any) -> None:
        """A gradient passes from z into the encoder."""
        assert_reaches_weights(self.parts.of(student)["through z"])


class EncoderChecks(Family):
    """The ladder of an encoder; each assignment adds how z is sampled, and how labels enter if there are any."""

    depends_on = "the image"
    model_hint = "keras.Model(inputs, [z_mean, z_log_var, z])"
    call_hint = ""
    single = "The encoder should give three outputs, not one."

    @check(weight=0)
    def test_encoder_has_three_outputs(self, student, encoder):
        """The encoder has the outputs z_mean, z_log_var and z, each (batch, latent_dim)."""
        with hinting(self.call_hint):
            outputs = encoder.outputs(student)
        assert_three_outputs(outputs, (4, encoder.latent), self.model_hint, single=self.single)

    @check(weight=0, needs=[test_encoder_has_three_outputs])
    def test_only_z_is_random(self, student, encoder):
        """z_mean and z_log_var are not random: the same images give the same."""
        assert_only_z_is_random(*encoder.parts.of(student)["twice"])

    @check(weight=0, needs=[test_only_z_is_random])
    def test_encoder_sees_the_image(self, student, encoder):
        """z_mean and z_log_var depend on what is where in the whole image."""
        assert_encoder_sees_images(encoder.altered(student), encoder.latent)

    @check(needs=[test_encoder_sees_the_image])
    def test_encoder_can_learn(self, student, encoder):
        """Every weight of the encoder gets a gradient, also through z, and following it changes the outputs as it should."""
        assert_model(encoder.parts.of(student)["a model"], self.model_hint)
        encoder.assert_passes_through_z(student)
        assert_learned(encoder.parts.of(student)["nudged"], encoder.directions)

    @check(needs=[test_only_z_is_random])
    def test_encoder_outputs_are_unbounded(self, student, encoder):
        """z_mean and z_log_var are two functions of the image, and can take any value, of either sign."""
        values, again, same = encoder.in_two_batches(student)
        ends = encoder.parts.of(student)["low and high"]
        hint = "A mean and a log-variance can be any real number: Dense(latent_dim) without activation."
        for k, name in enumerate(OUTPUTS[:2]):
            alone = agree(again[k], same[k])
            require(alone, f"{name} of an image depends on more than {self.depends_on}.", hint)
            # of large weights: where there is no bias, none leads to an end
            strong = [outputs[k] for outputs in encoder.altered(student)]
            assert_unbounded(name, [values[k], *(end[k] for end in ends), *strong], hint)
            assert_not_cut_off(name, strong, hint)
            assert_not_squeezed(name, [end[k] for end in ends], hint)
        separate = not agree(*values)
        require(separate, "z_mean and z_log_var are the same.", "Each needs a Dense layer of its own.")
