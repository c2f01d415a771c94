"""The checks of the encoder."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    assert_close,
    check,
    lab,
    nudged,
    probe,
    require,
    shared,
)
from autograder.checks.families.encoder import (
    MISPLACED,
    NO_SAMPLE,
    OUTPUTS,
    SAMPLING_HINT,
    SWAPPED,
    EncoderChecks,
    EncoderQuestion,
    samples,
    with_weights,
)
from autograder.checks.networks import altered, assert_only_z_is_random, gradient_of_inputs

from .networks import images

# The student's own encoder, built once: checks set its weights as they need them.
ENCODER_OF_5 = probe.kept(lab.build_encoder(5))


class KnownSampling:
    """A known layer in place of Sampling: a mistake there costs the encoder nothing.

    Who does not use Sampling as the brief does (it takes an argument, say) is asked without the replacement.
    """

    MEAN, LOG_VAR = 1.0, 0.25  # its z = MEAN · z_mean + LOG_VAR · z_log_var

    def __init__(self, parts):
        self.known = Together(parts, replace={"Sampling": probe.linear_layer(self.MEAN, self.LOG_VAR)})
        self.own = Together(parts)

    def of(self, student):
        answers = self.known.of(student)
        try:
            answers["twice"]
        except Wrong as first:
            answers = self.own.of(student)
            try:
                answers["twice"]
            except Wrong:
                raise first from None
        return answers

    @classmethod
    def explains(cls, mean, log_var, z):
        """Whether z is what this layer makes of the two."""
        return agree(z, cls.MEAN * mean + cls.LOG_VAR * log_var)


class Question(EncoderQuestion):
    many, some = 32, 16

    def __init__(self, rng):
        self.x, many = images(rng, 4), images(rng, self.many) * rng.random((self.many, 1, 1, 1))
        self.directions = [*rng.normal(size=(2, 4, 5)), None]
        self.strong, other, ends, far = with_weights(ENCODER_OF_5, rng)
        pixels, blocks = probe.variable(self.x[:2]), altered(rng, self.x[0])
        self.parts = KnownSampling(
            {
                "twice": [self.strong(self.x), self.strong(self.x)],
                "in another batch": [self.strong(many), self.strong(many[15::-1])],
                "nudged": nudged(other, self.x, self.directions),
                "altered": [network(blocks) for network in (other, far)],
                "through z": gradient_of_inputs(other(pixels)[2], self.directions[0][:2], pixels),
                "low and high": [network(self.x) for network in ends],
                "a model": probe.is_model(ENCODER_OF_5),
            }
        )

    def in_two_batches(self, student):
        values, *others = super().in_two_batches(student)
        for name, value in zip(OUTPUTS, values, strict=False):
            varies = np.ptp(value, axis=0).max() > 0
            require(varies, f"{name} does not depend on the image.", "Compute it from the last layer.")
        return values, *others

    def assert_passes_through_z(self, student):
        (gradient,) = self.parts.of(student)["through z"]
        reached = gradient is not None
        require(reached, "No gradient passes from z to the encoder.", "No stop_gradient, and no numpy.")


encoder = shared(Question, "encoder")


class TestEncoder(EncoderChecks):
    cell = "build_encoder"
    asks = {
        "test_encoder_has_three_outputs": ["encoder-outputs", "encoder-is-a-model"],
        "test_only_z_is_random": ["encoder-without-chance"],
        "test_encoder_sees_the_image": ["encoder-sees-the-image"],
        "test_encoder_can_learn": ["encoder-learns", "encoder-is-a-model"],
        "test_encoder_outputs_are_unbounded": [
            "encoder-without-bounds",
            "encoder-image-by-image",
            "encoder-two-functions",
        ],
    }
    single = "build_encoder(...)(images) should give three outputs, not one."

    @check(
        weight=2,
        needs=[EncoderChecks.test_encoder_has_three_outputs],
        asks=["encoder-samples", "encoder-order", "encoder-without-chance"],
    )
    def test_encoder_samples_from_its_outputs(self, student, encoder, rng):
        """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
        first, second = encoder.parts.of(student)["twice"]
        assert_only_z_is_random(first, second)
        if KnownSampling.explains(*first):
            return
        # whoever wrote the formula out, without Sampling, passes too
        noise = rng.normal(size=(4, 5))
        mean, log_var, z = student.ask(encoder.strong(encoder.x), noise=[noise])
        assert_close(
            [mean, log_var], first[:2], wrong="z_mean or z_log_var is random.", hint="Only z is a sample."
        )
        assert_close(z, *samples(mean, log_var, noise), wrong=explain_outputs(*first), hint=SAMPLING_HINT)


def explain_outputs(first, second, third):
    """What is wrong with the encoder's outputs, made with the known layer in place of Sampling."""
    if KnownSampling.explains(second, first, third):
        return SWAPPED
    if any(KnownSampling.explains(*order) for order in permutations((first, second, third))):
        return MISPLACED
    if agree(third, first):
        return NO_SAMPLE
    return "The third output is not a sample from the first two."
