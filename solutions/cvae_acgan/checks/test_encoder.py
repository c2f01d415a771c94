"""The checks of the encoder."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    assert_close,
    assert_shape,
    check,
    lab,
    nudged,
    probe,
    require,
    shared,
)
from autograder.checks.families.encoder import (
    NO_SAMPLE,
    OUTPUTS,
    SAMPLING_HINT,
    SWAPPED,
    EncoderChecks,
    EncoderQuestion,
    samples,
    through_z,
    with_weights,
)
from autograder.checks.networks import ALTERED, altered, least_apart

from .networks import images, one_hot

# The student's own encoder, built once: checks set its weights as they need them.
ENCODER_OF_5 = probe.kept(lab.build_encoder(5))


class Question(EncoderQuestion):
    many, some = 24, 10

    def __init__(self, rng):
        x, y = images(rng, 4), one_hot(rng.permutation(10)[:4])
        many, labels = images(rng, 24) * rng.random((24, 1, 1, 1)), one_hot(rng.integers(0, 10, 24))
        each = [np.repeat(x[:1], 10, axis=0), one_hot(np.arange(10))]
        self.directions = [*rng.normal(size=(2, 4, 5)), None]
        self.noise = rng.normal(size=(4, 5))
        strong, other, ends, far = with_weights(ENCODER_OF_5, rng)
        blocks = [altered(rng, x[0]), np.repeat(y[:1], ALTERED, axis=0)]
        self.parts = Together(
            {
                "outputs": ENCODER_OF_5([x, y]),
                "twice": [strong([x, y]), strong([x, y])],
                "in another batch": [strong([many, labels]), strong([many[9::-1], labels[9::-1]])],
                "nudged": nudged(other, [x, y], self.directions),
                "through z": through_z(other, [x, y], self.directions[0]),
                # all of one before the next: they are the same network with other weights
                "each label, altered": [other(each), other(blocks)],
                "each label, altered, awake": [far(each), far(blocks)],
                "low and high": [network([x, y]) for network in ends],
                "a model": probe.is_model(ENCODER_OF_5),
            }
        )
        self.sampled = Together({"z": strong([x, y])}, noise=[self.noise])

    def outputs(self, student):
        return self.parts.of(student)["outputs"]

    def altered(self, student):
        return self._with_two_weights(student)[1]

    def each_label(self, student):
        """Its outputs for one image with each label, with each choice of weights."""
        return self._with_two_weights(student)[0]

    def _with_two_weights(self, student):
        parts = self.parts.of(student)
        return list(zip(parts["each label, altered"], parts["each label, altered, awake"], strict=True))


encoder = shared(Question, "encoder")


class TestEncoder(EncoderChecks):
    cell = "build_encoder"
    titles = {
        "test_only_z_is_random": "z_mean and z_log_var are not random: the same images and labels give the same."
    }
    asks = {
        "test_encoder_has_three_outputs": ["encoder-outputs"],
        "test_only_z_is_random": ["only-z-is-random"],
        "test_encoder_sees_the_image": ["encoder-sees-the-image"],
        "test_encoder_can_learn": ["encoder-learns"],
    }
    depends_on = "image and label"
    model_hint = "keras.Model([images, labels], [z_mean, z_log_var, z])"
    call_hint = f"It is called with a list: encoder([images, one-hot labels]). {model_hint}"

    @check(weight=2, needs=[EncoderChecks.test_encoder_can_learn], asks=["encoder-samples"])
    def test_encoder_samples_from_its_outputs(self, student, encoder):
        """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
        first, _ = encoder.parts.of(student)["twice"]
        mean, log_var, z = encoder.sampled.of(student)["z"]
        for name, output in zip(OUTPUTS, (mean, log_var, z), strict=True):
            assert_shape(output, (4, 5), name)
        wrong = "z_mean or z_log_var is random."
        assert_close([mean, log_var], first[:2], wrong=wrong, hint="Only z is a sample, and it comes last.")
        wrong = "z is not a sample from z_mean and z_log_var."
        if any(agree(z, other) for other in samples(log_var, mean, encoder.noise)):
            wrong = SWAPPED
        elif agree(z, mean):
            wrong = NO_SAMPLE
        assert_close(z, *samples(mean, log_var, encoder.noise), wrong=wrong, hint=SAMPLING_HINT)

    @check(weight=2, needs=[EncoderChecks.test_encoder_can_learn], asks=["encoder-reads-the-label"])
    def test_encoder_reads_the_label(self, student, encoder):
        """Another label gives another z_mean and z_log_var for the same image, whichever of the ten it is."""
        hint = "Join the label to what the convolutions have found, or to the image as further channels."
        for name, *answers in zip(OUTPUTS[:2], *encoder.each_label(student), strict=False):
            for values in answers:
                assert_shape(values, (10, 5), name)
            # side by side, as a ReLU at the end, which is another check's business, may be off with some weights
            values = np.concatenate([values / max(np.abs(values).max(), 1e-6) for values in answers], axis=1)
            require(np.ptp(values, axis=0).max() > 1e-5, f"{name} does not depend on the label.", hint)
            same = f"Two labels give the same {name}: does every one of the ten enter?"
            require(least_apart(values) > 1e-5, same, hint)

    @check(
        needs=[EncoderChecks.test_encoder_can_learn],
        asks=["encoder-any-number", "encoder-image-alone", "encoder-two-functions"],
    )
    def test_encoder_outputs_are_unbounded(self, student, encoder):
        """z_mean and z_log_var are two functions of image and label, and can take any value, of either sign."""
        super().test_encoder_outputs_are_unbounded(student, encoder)
