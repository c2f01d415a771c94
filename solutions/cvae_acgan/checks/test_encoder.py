"""The checks of the encoder."""

from __future__ import annotations

import numpy as np

from autograder.checks import (
    Together,
    agree,
    assert_close,
    assert_learned,
    assert_shape,
    check,
    hinting,
    lab,
    nudged,
    probe,
    require,
    shared,
)
from autograder.checks.networks import (
    ALTERED,
    altered,
    assert_encoder_sees_images,
    assert_only_z_is_random,
    assert_reaches_weights,
    assert_unbounded,
    awake,
    both_ends,
)

from .networks import images, one_hot

# The student's own network, built once: checks set its weights as they need them.
ENCODER_OF_5 = probe.kept(lab.build_encoder(5))


class EncoderQuestion:
    """The student's encoder, built once, and asked all there is to ask in one question."""

    def __init__(self, rng):
        self.x, self.y = images(rng, 4), one_hot(rng.permutation(10)[:4])
        many, labels = images(rng, 24) * rng.random((24, 1, 1, 1)), one_hot(rng.integers(0, 10, 24))
        each = [np.repeat(self.x[:1], 10, axis=0), one_hot(np.arange(10))]
        self.directions = [*rng.normal(size=(2, 4, 5)), None]
        self.noise = rng.normal(size=(4, 5))
        self.random = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)), gain=2.0)
        other = probe.randomised(ENCODER_OF_5, seed=int(rng.integers(2**31)))
        low, high = both_ends(ENCODER_OF_5, rng.integers(2**31, size=2))
        far = awake(ENCODER_OF_5, int(rng.integers(2**31)))
        blocks = [altered(rng, self.x[0]), np.repeat(self.y[:1], ALTERED, axis=0)]
        self.parts = Together(
            {
                "outputs": ENCODER_OF_5([self.x, self.y]),
                "twice": [self.random([self.x, self.y]), self.random([self.x, self.y])],
                "in a smaller batch": [
                    self.random([many, labels]),
                    self.random([many[9::-1], labels[9::-1]]),
                ],
                "nudged": nudged(other, [self.x, self.y], self.directions),
                "through z": probe.gradient(
                    probe.projection(other([self.x, self.y])[2], self.directions[0]), wrt=[other]
                ),
                # all of one before the next: they are the same network with other weights
                "each label, altered": [other(each), other(blocks)],
                "each label, altered, awake": [far(each), far(blocks)],
                "low and high": [network([self.x, self.y]) for network in (low, high)],
            }
        )
        self.sampled = Together({"z": self.random([self.x, self.y])}, noise=[self.noise])

    def each_label_and_altered(self, student):
        """Two lists of outputs: for one image with each label, and for altered images; with two choices of weights."""
        parts = self.parts.of(student)
        return zip(parts["each label, altered"], parts["each label, altered, awake"], strict=True)


@shared
def encoder(rng):
    return EncoderQuestion(rng)


@check(cell="build_encoder", weight=0)
def test_encoder_has_three_outputs(student, encoder):
    """The encoder has the outputs z_mean, z_log_var and z, each (batch, latent_dim)."""
    hint = "keras.Model([images, labels], [z_mean, z_log_var, z])"
    with hinting(f"It is called with a list: encoder([images, one-hot labels]). {hint}"):
        outputs = encoder.parts.of(student)["outputs"]
    require(isinstance(outputs, list), "The encoder should give three outputs, not one.", hint)
    require(len(outputs) == 3, f"The encoder should have three outputs, not {len(outputs)}.", hint)
    for name, output in zip(("z_mean", "z_log_var", "z"), outputs, strict=True):
        assert_shape(output, (4, 5), name, "Every output ends in latent_dim numbers.")


@check(cell="build_encoder", weight=0, needs=["test_encoder_has_three_outputs"])
def test_only_z_is_random(student, encoder):
    """z_mean and z_log_var are not random: the same images and labels give the same."""
    assert_only_z_is_random(*encoder.parts.of(student)["twice"])


@check(cell="build_encoder", weight=0, needs=["test_only_z_is_random"])
def test_encoder_sees_the_image(student, encoder):
    """z_mean and z_log_var depend on what is where in the whole image."""
    _, outputs = encoder.each_label_and_altered(student)
    assert_encoder_sees_images(outputs, 5)


@check(cell="build_encoder", needs=["test_encoder_sees_the_image"])
def test_encoder_can_learn(student, encoder):
    """Every weight of the encoder gets a gradient, also through z, and following it changes the outputs as it should."""
    assert_reaches_weights(encoder.parts.of(student)["through z"])
    assert_learned(encoder.parts.of(student)["nudged"], encoder.directions)


@check(cell="build_encoder", weight=2, needs=["test_encoder_can_learn"])
def test_encoder_samples_from_its_outputs(student, encoder):
    """z is sampled from z_mean and z_log_var, which are not random, and the outputs come in this order."""
    first, _ = encoder.parts.of(student)["twice"]
    mean, log_var, z = encoder.sampled.of(student)["z"]
    for name, a in (("z_mean", mean), ("z_log_var", log_var), ("z", z)):
        assert_shape(a, (4, 5), name)
    assert_close(
        [mean, log_var],
        first[:2],
        wrong="z_mean or z_log_var is random.",
        hint="Only z is a sample, and it comes last.",
    )
    noise = encoder.noise

    def samples(mean, log_var):
        with np.errstate(over="ignore"):
            return [mean + sign * np.exp(log_var / 2) * noise for sign in (1, -1)]

    wrong = "z is not a sample from z_mean and z_log_var."
    if any(agree(z, other) for other in samples(log_var, mean)):
        wrong = "z_mean and z_log_var are swapped: in the list of outputs, or on their way into Sampling."
    elif agree(z, mean):
        wrong = "The third output is z_mean itself; it should be a sample, from Sampling."
    hint = "z = Sampling()((z_mean, z_log_var)); the outputs are [z_mean, z_log_var, z], in this order."
    assert_close(z, *samples(mean, log_var), wrong=wrong, hint=hint)


@check(cell="build_encoder", weight=2, needs=["test_encoder_can_learn"])
def test_encoder_reads_the_label(student, encoder):
    """Another label gives another z_mean and z_log_var for the same image, whichever of the ten it is."""
    hint = "Join the label to what the convolutions have found, or to the image as further channels."
    outputs, _ = encoder.each_label_and_altered(student)
    for name, *answers in zip(("z_mean", "z_log_var"), *outputs, strict=False):
        for values in answers:
            assert_shape(values, (10, 5), name)
        # side by side, as a ReLU at the end, which is another check's business, may be off with some weights
        values = np.concatenate([values / max(np.abs(values).max(), 1e-6) for values in answers], axis=1)
        require(np.ptp(values, axis=0).max() > 1e-5, f"{name} does not depend on the label.", hint)
        apart = min(np.abs(values[a] - values[b]).max() for a in range(10) for b in range(a))
        require(apart > 1e-5, f"Two labels give the same {name}: does every one of the ten enter?", hint)


@check(cell="build_encoder", needs=["test_encoder_can_learn"])
def test_encoder_outputs_are_unbounded(student, encoder):
    """z_mean and z_log_var are two functions of image and label, and can take any value, of either sign."""
    (mean, log_var, _), again = encoder.parts.of(student)["in a smaller batch"]
    hint = "A mean and a log-variance can be any real number: Dense(latent_dim) without activation."
    low, high = encoder.parts.of(student)["low and high"]
    for k, (name, a) in enumerate({"z_mean": mean, "z_log_var": log_var}.items()):
        assert_shape(a, (24, 5), name)
        require(agree(again[k], a[9::-1]), f"{name} of an image depends on more than image and label.", hint)
        assert_unbounded(name, [a, low[k], high[k]], hint)
    require(
        not agree(mean, log_var), "z_mean and z_log_var are the same.", "Each needs a Dense layer of its own."
    )
