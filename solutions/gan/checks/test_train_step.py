"""The checks of the train step."""

from __future__ import annotations

import numpy as np

from autograder.checks import CLOSE, agree, check, flat, require, seed_of
from autograder.checks.families.adversarial.steps import assert_still, change_of, each_step, metrics
from autograder.checks.families.adversarial.train_step import STRONG, TrainStepChecks, moves

from .step import LATENT, Step, discriminator_squares, stand_ins

LOSSES = stand_ins(STRONG)
REAL_ALONE = discriminator_squares(0.4, 0.0, 0.0, STRONG)
FAKE_ALONE = discriminator_squares(0.0, 0.9, 0.0, STRONG)

d_move, g_move, no_move, both_moves, moves_in_a_row, reports_in_a_row = moves(Step)


class TestTrainStep(TrainStepChecks):
    cell = "gan"
    step, latent = Step, LATENT
    run_hint = (
        "Is the noise (batch, self.latent_dim)? Are images and logits of a move computed under its own tape, and does "
        "each optimiser get the weights of its own network only?"
    )
    train_hint = (
        "Two tapes, one after the other: discriminator_loss, the weights of self.discriminator, self.d_optimizer; then "
        "generator_loss, the weights of self.generator, self.g_optimizer."
    )
    losses_hint = "Update the trackers with this step's two losses, and return their results."
    d_gradient = "discriminator_loss(real logits, fake logits)"
    g_gradient = "generator_loss(logits of generated images)"
    can_be_made = "test_gan_can_be_made"
    reports_losses = "test_train_step_reports_the_losses"

    @check(needs=[TrainStepChecks.test_train_step_runs], asks=["step-reports"])
    def test_train_step_reports_the_losses(self, student, reference, no_move, reports_in_a_row):
        """`train_step` returns d_loss and g_loss of the batch."""
        self.judge_losses(student, reference, no_move, reports_in_a_row)

    def why_discriminator(self, student, reference, step, value):
        part = change_of("discriminator")
        real_alone, fake_alone = (
            [
                flat(each)
                for each in step.right(student, reference, part, change=LOSSES | {"discriminator_loss": loss})
            ]
            for loss in (REAL_ALONE, FAKE_ALONE)
        )
        for real, fake in zip(real_alone, fake_alone, strict=True):
            (r, f), *_ = np.linalg.lstsq(np.stack([real, fake], axis=1), flat(value), rcond=1e-6)
            if agree(flat(value), r * real + f * fake):
                return explain_shares(r, f)
        return None

    def why_generator(self, student, reference, step, value):
        if any(not a.any() for a in value):
            return "Some of its weights move, and some do not."
        right = step.right(student, reference, change_of("generator"))
        if any(agree(flat(value), 0.16 / 0.7 * flat(r)) for r in right):
            return "It follows saturating_generator_loss; train with generator_loss."
        return None

    @check(weight=0.5, needs=[test_train_step_reports_the_losses], asks=["label-noise-handed-on"])
    def test_label_noise_reaches_the_loss(self, student, reference, rng):
        """The model's `label_noise` is handed to `discriminator_loss`."""
        seed = seed_of(rng)
        noisy, exact = (
            Step(np.random.default_rng(seed), (0.0, 0.0), label_noise=amount, steps=2)
            for amount in (0.3, 0.0)
        )

        def agrees(asked, setting, right_of):
            """Whether the d_losses of two steps, in a setting, are those of steps for what was drawn."""
            part = each_step(lambda answer: metrics(answer)["d_loss"])
            answer = asked.ask(student, setting)
            right = right_of.expected(reference, part, setting, asked.orders_of(answer))
            return any(agree(part(answer), each, CLOSE) for each in right)

        assert_still(noisy.ask(student))
        if agrees(noisy, noisy.settings[0], noisy):
            return
        # Whoever wrote the loss out, and so does not notice stand-ins: with noisy labels it is another one, of the same images.
        written_out = not agrees(exact, exact.settings[0], exact) and agrees(exact, {}, exact)
        noticed = written_out and not agrees(noisy, {}, exact)
        hint = "discriminator_loss(real_logits, fake_logits, self.label_noise)"
        require(noticed, "label_noise has no effect, or a wrong one, in train_step.", hint)


def explain_shares(real, fake):
    """What it means that real and generated images enter so many times; with the stand-ins' weights, 0.4 and 0.9."""
    if abs(fake) < 1e-3:
        return "Only the real images move it: the generated ones must enter too."
    if abs(real) < 1e-3:
        return "Only the generated images move it: the real ones must enter too."
    if abs(real - 0.9 / 0.4) < 1e-2 and abs(fake - 0.4 / 0.9) < 1e-2:
        return "The arguments of discriminator_loss are swapped: first those of real images."
    return (
        "Real and generated images do not enter as they should: discriminator_loss(real logits, fake logits)."
    )
