"""A student's own discriminator: built once, and asked all there is to ask in one question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autograder.checks.asserts import agree, assert_learned, assert_shape, nudged, require
from autograder.checks.families import Family
from autograder.checks.marker import check
from autograder.checks.networks import (
    ALTERED,
    added_up,
    altered,
    assert_bends,
    assert_not_random,
    assert_passes_gradient,
    assert_sees_images,
    assert_shrinks_by_strides,
    gradient_of_inputs,
)
from autograder.checks.parts import Together
from autograder.checks.questions import Expr, probe

IMAGE = (28, 28, 1)
CHOICES = 20  # of weights, at most, until logits have been far below zero and far above: without biases each is a toss
BEYOND = 1.05  # of a sigmoid, a tanh
FAR = 20.0  # of weights, after two or three layers of which logits are in the thousands


class DiscriminatorQuestion:
    """All that checks look at of a discriminator."""

    def __init__(self, rng: np.random.Generator, network: Expr, *heads: int):
        """network: the student's, ``kept``: checks set its weights as they need them; heads: the logits of each."""
        ends = [int(seed) for seed in rng.integers(2**31, size=CHOICES)]
        seeds, x = map(int, rng.integers(2**31, size=4)), 2 * rng.random((4, *IMAGE)) - 1
        self.directions = [rng.normal(size=(4, logits)) for logits in heads]
        other = probe.randomised(network, seed=next(seeds))
        softer = probe.randomised(network, seed=next(seeds), gain=0.7)
        far = probe.randomised(network, seed=next(seeds), gain=FAR)
        # with biases far below zero every ReLU is off
        dark = probe.randomised(network, seed=next(seeds), shift=-8.0)
        pixels, blocks = probe.variable(x), altered(rng, x[0])

        def each_head(judge, images):
            """(answer of a head, its direction), each of a call of its own: no gradient is taken of what was computed before."""
            several = len(heads) > 1
            for k, direction in enumerate(self.directions):
                yield judge(images)[k] if several else judge(images), direction

        self.parts = Together(
            {
                "logits": network(x),
                # built, if it was not, by being called
                "layers": probe.last(network(x), probe.layers_of(network)),
                "ends": probe.last(network(x), probe.extremes(network, x, ends, BEYOND)),
                "again": other(x),
                "in a smaller batch": [other(x), other(x[2::-1])],
                "in common": in_common(
                    probe.gradient(probe.projection(*head), wrt=[other]) for head in each_head(other, x)
                ),
                "nudged": nudged(other, x, self.directions),
                "far": far(x),
                "altered": [each(blocks) for each in (other, softer)],
                "pixels": [gradient_of_inputs(*head, pixels) for head in each_head(other, pixels)],
                "added up": other(added_up(x)),
                "twice": [other(x, training=True), other(x, training=True)],
                "dark": [gradient_of_inputs(*head, pixels) for head in each_head(dark, pixels)],
            }
        )


def in_common(gradients: Iterable[Expr]) -> Expr | None:
    """How many numbers among the weights the gradients of two heads reach, both or one alone; None for one head."""
    first, *second = gradients
    return probe.in_common(first[0], second[0][0]) if second else None


class DiscriminatorChecks(Family):
    """Checks of a discriminator with one head or several, with a fixture ``discriminator``, a DiscriminatorQuestion.

    heads: what each answers, in words, and how many logits that are
    gives_logits: the check that it does

    Sentences are about one head, which stands for ``{}``:

    more: its answer depends on more than the image; same: it does not depend on the image; they: its logits
    fixed: it is the same in two calls in training; cut: no gradient passes from it to the image
    end_hint, dropout_hint: where to look when logits are not any number, and when dropout does not act
    """

    heads: Mapping[str, int]
    more = "{} of an image depend on more than the image."
    same = "{} are the same for all images."
    they = "{}"
    fixed = "{} of two calls with training=True agree."
    cut = "{} send no gradient to the images: G could learn nothing."
    end_hint: str
    dropout_hint: str

    def answers(self, answer: Any, n: int, what: str = "The logits") -> list[np.ndarray]:
        """The answer of each head to n images; raises Wrong where it has another shape."""
        (logits,) = self.heads.values()
        assert_shape(answer, (n, logits), what)
        return [answer]

    def ends(self, answer: Any) -> list[np.ndarray]:
        """The logits of each head with several choices of weights, (choices, 4, logits), finite."""
        require(
            isinstance(answer, list) and len(answer) == len(self.heads), "It gives another number of answers."
        )
        for logits, (head, size) in zip(answer, self.heads.items(), strict=True):
            choices = len(logits) if isinstance(logits, np.ndarray) and logits.ndim else 0
            assert_shape(logits, (choices, 4, size), head.capitalize())
        return answer

    @check(weight=0, needs=["gives_logits"], asks=["dropout-at-no-other-time"])
    def test_discriminator_is_not_random(self, student, discriminator):
        """Outside of training the same images give the same."""
        parts = discriminator.parts.of(student)
        assert_not_random(parts["again"], parts["in a smaller batch"][0])

    @check(
        weight=0, needs=[test_discriminator_is_not_random], asks=["sees-the-image", "discriminator-learns"]
    )
    def test_discriminator_sees_the_image(self, student, discriminator):
        """The logit depends on what is where in the whole image, and a gradient passes back to it."""
        parts = discriminator.parts.of(student)
        answers = [self.answers(answer, ALTERED) for answer in parts["altered"]]
        for head, *logits, (gradient,) in zip(self.heads, *answers, parts["pixels"], strict=True):
            assert_sees_images(logits, head)
            assert_passes_gradient(gradient, (4, *IMAGE), head, "the image")

    @check(weight=0, needs=[test_discriminator_sees_the_image], asks=["leaky-relu"])
    def test_discriminator_bends(self, student, discriminator):
        """It is more than a linear function of the pixels."""
        answers = self.answers(discriminator.parts.of(student)["added up"], 12)
        for logits, head in zip(answers, self.heads, strict=True):
            assert_bends(logits, head)

    @check(needs=[test_discriminator_sees_the_image], asks=["discriminator-learns"])
    def test_discriminator_can_learn(self, student, discriminator):
        """Every weight of the discriminator gets a gradient, and following it changes the logits as it should."""
        assert_learned(discriminator.parts.of(student)["nudged"], discriminator.directions)

    @check(needs=[test_discriminator_can_learn], asks=["any-logit", "image-alone"])
    def test_discriminator_ends_in_logits(self, student, discriminator):
        """Logits can be any number, and outside of training depend on the image alone."""
        parts = discriminator.parts.of(student)
        whole, part = parts["in a smaller batch"]
        answers = self.answers(whole, 4), self.answers(part, 3), self.answers(parts["far"], 4)
        for head, of_four, of_three, of_far, logits in zip(
            self.heads, *answers, self.ends(parts["ends"]), strict=True
        ):
            name, dropout = head.capitalize(), "Is dropout on although training is False?"
            require(agree(of_three, of_four[2::-1]), self.more.format(name), dropout)
            require(np.ptp(of_four, axis=0).max() > 1e-6, self.same.format(name))
            they, low, high = self.they.format(name), logits.min(), logits.max()
            tried = f"with any of {len(logits)} choices of weights"
            sign = "negative" if high > 0 else "positive"
            require(low < 0 < high, f"{they} are not {sign} {tried}.", self.end_hint)
            require(low < -BEYOND or high > BEYOND, f"{they} do not leave [-1, 1] {tried}.", self.end_hint)
            require(low < -BEYOND, f"{they} are not below -1 {tried}.", self.end_hint)
            require(high > BEYOND, f"{they} are not above 1 {tried}.", self.end_hint)
            apart = all(len(np.unique(each)) == len(each) for each in of_far.T)
            bounded = (
                f"{they} of different images are the same where weights are large: as if they were bounded."
            )
            require(apart, bounded, self.end_hint)

    @check(weight=1.5, needs=[test_discriminator_can_learn], asks=["dropout-in-training"])
    def test_dropout_acts_in_training(self, student, discriminator):
        """With training=True dropout is on: two calls on the same images differ."""
        twice = [
            self.answers(a, 4, "The logits in training") for a in discriminator.parts.of(student)["twice"]
        ]
        for head, first, second in zip(self.heads, *twice, strict=True):
            differ = not agree(first, second)
            require(differ, self.fixed.format(head.capitalize()), self.dropout_hint)

    @check(
        weight=0.5,
        needs=[test_discriminator_ends_in_logits, test_discriminator_bends],
        asks=["leaky-relu"],
    )
    def test_discriminator_has_no_dead_units(self, student, discriminator):
        """A gradient reaches every image even where all units are far below zero."""
        hint = "LeakyReLU(0.2) after each convolution, and no other activation."
        for (gradient,), head in zip(discriminator.parts.of(student)["dark"], self.heads, strict=True):
            require(gradient is not None, self.cut.format(head.capitalize()), hint)
            assert_shape(gradient, (4, *IMAGE), "The gradient with respect to the images")
            alive = np.abs(gradient).max(axis=(1, 2, 3)) > 0
            require(alive.all(), "Where its units are below zero no gradient passes: ReLU?", hint)

    @check(weight=1, needs=[test_discriminator_can_learn], asks=["shrinks-by-strides", "no-pooling"])
    def test_discriminator_shrinks_by_strides(self, student, discriminator):
        """It shrinks by strided convolutions, with kernel sizes that are multiples of the stride, and without pooling."""
        assert_shrinks_by_strides(discriminator.parts.of(student)["layers"])
