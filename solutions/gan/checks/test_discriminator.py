"""The checks of the discriminator."""

from __future__ import annotations

from autograder.checks import assert_shape, check, lab, probe, shared
from autograder.checks.families.adversarial.discriminators import DiscriminatorChecks, DiscriminatorQuestion


@shared
def discriminator(rng):
    return DiscriminatorQuestion(rng, probe.kept(lab.Discriminator()), 1)


class TestDiscriminator(DiscriminatorChecks):
    cell = "discriminator"
    heads = {"the logit": 1}
    more = "Outside of training the logit of an image depends on more than the image."
    same = "All images get the same logit."
    they = "Its logits"
    fixed = "With training=True two calls on the same images agree."
    cut = "No gradient reaches the images: the generator could learn nothing."
    gives_logits = "test_discriminator_gives_a_logit_per_image"
    end_hint = "The last layer is Dense(1), without activation: no sigmoid, no tanh, no relu."
    dropout_hint = "A Dropout layer, and training handed on to it: self.dropout(x, training=training)."

    @check(weight=0, asks=["one-logit"])
    def test_discriminator_gives_a_logit_per_image(self, student, discriminator):
        """`Discriminator()` turns images (batch, 28, 28, 1) into logits (batch, 1)."""
        hint = "End with Flatten and Dense(1)."
        assert_shape(discriminator.parts.of(student)["logits"], (4, 1), "The logits", hint)
