"""The checks of the discriminator."""

from __future__ import annotations

from autograder.checks import assert_shape, check, hinting, lab, probe, require, shared
from autograder.checks.families.adversarial.discriminators import DiscriminatorChecks, DiscriminatorQuestion


@shared
def discriminator(rng):
    return DiscriminatorQuestion(rng, probe.kept(lab.MultitaskDiscriminator(classes=7)), 1, 7)


class TestDiscriminator(DiscriminatorChecks):
    cell = "multitask_discriminator"
    titles = {
        "test_discriminator_sees_the_image": "Both answers depend on what is where in the whole image, and gradients pass "
        "back to it.",
        "test_discriminator_bends": "Both answers are more than linear functions of the pixels.",
        "test_discriminator_can_learn": "Every weight of the discriminator gets a gradient, and following it changes both "
        "answers as it should.",
        "test_discriminator_ends_in_logits": "Both answers can be any number, and outside of training depend on the image "
        "alone.",
    }
    weights = {"test_discriminator_ends_in_logits": 2, "test_dropout_acts_in_training": 1}
    heads = {"the validity logits": 1, "the class logits": 7}
    gives_logits = "test_discriminator_gives_two_answers"
    end_hint = "The last layer of each head has no activation: no sigmoid, no softmax, no tanh, no relu."
    dropout_hint = "A Dropout layer, and training handed on to it: self.body(images, training=training)."

    def answers(self, answer, n, what="The logits"):
        require(
            isinstance(answer, list) and len(answer) == 2,
            "It should return two things: (validity_logits, class_logits).",
            "Two Dense layers, both applied to the features: return validity, classes.",
        )
        hint = "Dense(1) for the validity, Dense(classes) for the classes."
        for (head, size), logits in zip(self.heads.items(), answer, strict=True):
            assert_shape(logits, (n, size), head.capitalize(), hint)
        return answer

    @check(weight=0, asks=["two-answers"])
    def test_discriminator_gives_two_answers(self, student, discriminator):
        """`MultitaskDiscriminator(classes)` turns images into validity logits (batch, 1) and class logits (batch, classes)."""
        with hinting("End with Flatten, Dense layers, and one Dense layer for each of the two answers."):
            answer = discriminator.parts.of(student)["logits"]
        self.answers(answer, 4)

    @check(weight=1, needs=[DiscriminatorChecks.test_discriminator_can_learn], asks=["shared-body"])
    def test_heads_share_a_body(self, student, discriminator):
        """Both answers come from one look: they have weights in common, and each has some of its own."""
        counts = discriminator.parts.of(student)["in common"]
        for name in ("both", "first", "second"):
            require(isinstance(counts, dict) and name in counts, "Its gradients could not be counted.")
            assert_shape(counts[name], (), "The number of weights")
        hint = "One body for both: compute the features once, and apply two Dense layers to them."
        nothing_shared = "The two answers have no weights in common: these are two networks."
        require(counts["both"] > 0, nothing_shared, hint)
        for own, what in zip(("first", "second"), self.heads, strict=True):
            nothing_own = f"{what.capitalize()} have no weights of their own: each head is a Dense layer."
            require(counts[own] > 0, nothing_own, hint)
