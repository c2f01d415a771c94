"""The checks of the encoder."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from autograder.checks import (
    Together,
    Wrong,
    agree,
    assert_shape,
    check,
    hinting,
    lab,
    nudged,
    probe,
    require,
    seed_of,
    shared,
)
from autograder.checks.families.encoder import (
    MISPLACED,
    OUTPUTS,
    SWAPPED,
    EncoderChecks,
    EncoderQuestion,
    assert_three_outputs,
    samples,
    through_z,
)
from autograder.checks.networks import altered, assert_only_z_is_random, awake, both_ends

from .networks import MANY, OTHER_SIZE, SIZE, images, labels_of, with_planes

# The student's own encoders, built once: checks set their weights as they need them.
ENCODER = probe.kept(lab.build_conditional_encoder(SIZE, 5, 4))
OTHER_ENCODER = probe.kept(lab.build_conditional_encoder(OTHER_SIZE, 3, 7))


class Question(EncoderQuestion):
    def __init__(self, rng):
        sampled, other, *strong = map(int, rng.integers(2**31, size=2 + MANY))
        x = images(rng, 6, SIZE)
        x_and_labels = with_planes(x, labels_of(rng, 6, 4), 4)
        many = with_planes(images(rng, 12, SIZE) * rng.random((12, 1, 1, 1)), np.arange(12) % 4, 4)
        # one image with each of the four labels, then with one channel of another image
        one_by_one = with_planes(np.repeat(x[:1], 6, axis=0), np.array([0, 1, 2, 3, 0, 0]), 4)
        one_by_one[[4, 5], ..., [0, 1]] = x[1].transpose(2, 0, 1)
        self.directions, self.noise = [*rng.normal(size=(2, 6, 5)), None], rng.normal(size=(6, 5))
        sampled, other = (probe.randomised(ENCODER, seed=seed) for seed in (sampled, other))
        strong = [probe.randomised(ENCODER, seed=seed, gain=2.0) for seed in strong]
        low, high = both_ends(ENCODER, rng.integers(2**31, size=2))
        far = awake(ENCODER, seed_of(rng))
        blocks = altered(rng, x_and_labels[0], channels=SIZE[2])
        self.parts = Together(
            {
                "twice": [
                    sampled(x_and_labels),
                    sampled(x_and_labels),
                ],  # the first takes the noise that is served
                "other size": OTHER_ENCODER(with_planes(images(rng, 2, OTHER_SIZE), np.array([6, 1]), 7)),
                "strong": [network(many) for network in strong],
                "in another batch": strong[-1](many[6::-1]),
                "one by one": other(one_by_one),
                "nudged": nudged(other, x_and_labels, self.directions),
                "altered": [network(blocks) for network in (other, far)],
                "low and high": [network(x_and_labels) for network in (low, high)],
                "a model": probe.is_model(ENCODER),
                "through z": through_z(other, x_and_labels, self.directions[0]),
            },
            noise=[self.noise],
        )

    def in_two_batches(self, student):
        strong, again = (self.parts.of(student)[name] for name in ("strong", "in another batch"))
        for outputs in strong:
            assert_outputs(outputs, (12, 5), "5")
        assert_outputs(again, (7, 5), "5")
        values = [np.concatenate([outputs[k] for outputs in strong]) for k in (0, 1)]
        return values, again, [strong[-1][k][6::-1] for k in (0, 1)]


encoder = shared(Question, "encoder")


def assert_outputs(outputs, shape, arguments):
    """The three outputs of an encoder, each of this shape."""
    hint = f"{EncoderChecks.model_hint}, with the sizes from the arguments, here {arguments}."
    single = "The encoder should have three outputs, not one."
    assert_three_outputs(outputs, shape, hint, of_each=hint, single=single)


class TestEncoder(EncoderChecks):
    cell = "conditional_encoder"
    depends_on = "the image and its label"
    asks = {
        "test_only_z_is_random": ["encoder-without-chance"],
        "test_encoder_sees_the_image": ["encoder-sees-the-image"],
        "test_encoder_can_learn": ["encoder-learns", "encoder-is-a-model"],
        "test_encoder_outputs_are_unbounded": [
            "encoder-without-bounds",
            "encoder-image-by-image",
            "encoder-two-functions",
        ],
    }

    @check(weight=0, asks=["encoder-outputs", "encoder-of-any-size"])
    def test_encoder_has_three_outputs(self, student, encoder):
        """For images with label planes, of any size, the encoder gives z_mean, z_log_var and z, each (batch, latent_dim)."""
        hint = "Its input is (height, width, channels + num_classes): build it from the arguments, not for MNIST alone."
        with hinting(hint):
            assert_outputs(encoder.outputs(student), (6, 5), "image_shape (8, 12, 2), 5, 4")
            assert_outputs(encoder.parts.of(student)["other size"], (2, 3), "image_shape (12, 8, 1), 3, 7")

    @check(
        weight=2,
        needs=[test_encoder_has_three_outputs],
        asks=["encoder-samples", "encoder-order", "encoder-without-chance"],
    )
    def test_encoder_samples_from_its_outputs(self, student, encoder):
        """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
        served, again = encoder.parts.of(student)["twice"]
        assert_outputs(again, (6, 5), "5")

        def explains(mean, log_var, z):
            return any(agree(z, sample) for sample in samples(mean, log_var, encoder.noise))

        if not explains(*served):
            if explains(served[1], served[0], served[2]):
                raise Wrong(SWAPPED)
            if any(explains(*order) for order in permutations(served)):
                raise Wrong(MISPLACED, "[z_mean, z_log_var, z]")
        assert_only_z_is_random(served, again)
        hint = "z = Sampling()((z_mean, z_log_var))"
        require(not agree(served[2], again[2]), "z is not random: two calls on the same images agree.", hint)
        require(explains(*served), "z is not a sample from the other two outputs.", hint)

    @check(weight=1.5, needs=[test_encoder_has_three_outputs], asks=["encoder-reads-all-channels"])
    def test_encoder_reads_image_and_label(self, student, encoder):
        """z_mean and z_log_var depend on every channel of the image and on every label plane."""
        for name, output in zip(OUTPUTS[:2], encoder.parts.of(student)["one by one"], strict=False):
            assert_shape(output, (6, 5), name)
            for label in range(1, 4):
                differs = np.abs(output[label] - output[:label]).max(axis=1).min() > 1e-5
                wrong = f"{name} is the same for two labels: the encoder does not read all label planes."
                require(differs, wrong)
            for channel in (0, 1):
                differs = np.abs(output[4 + channel] - output[0]).max() > 1e-5
                require(differs, f"{name} does not depend on channel {channel} of the image.")
