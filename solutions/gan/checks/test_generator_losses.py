"""The checks of the generator's two losses."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, lab, probe, require
from autograder.checks.families.adversarial.losses import assert_reached, large_sizes, sigmoid, softplus

check = cell("generator_losses")


@check(weight=0, asks=["g-loss-scalar"])
def test_generator_loss_is_a_scalar(student, rng):
    """`generator_loss` gives one number for a batch."""
    assert_shape(
        student.ask(lab.generator_loss(rng.normal(size=(5, 1)))),
        (),
        "generator_loss",
        "The mean over the batch.",
    )


@check(weight=2, needs=[test_generator_loss_is_a_scalar], asks=["non-saturating-loss"])
def test_generator_loss_does_not_saturate(student, reference, rng):
    """`generator_loss` is the mean of -log D(G(z))."""
    f = rng.normal(0, 1.5, size=(6, 1))
    loss = lab.generator_loss(f)
    value = student.ask(loss)
    known = {
        "This is the saturating loss.": [-softplus(f).mean()],
        "Its target is 0; the generator wants its images to have the label 1.": [softplus(f).mean()],
        "The sign is wrong: it is the negative of the loss.": [-softplus(-f).mean()],
        "It is summed over the batch; that must be averaged.": [softplus(-f).sum()],
        "The logits are treated as probabilities: say from_logits=True, or apply the sigmoid.": [
            -np.log(np.clip(f, 1e-7, 1 - 1e-7)).mean()
        ],
        "The sigmoid is applied twice.": [softplus(-sigmoid(f)).mean()],
        "It is half of what it should be.": [softplus(-f).mean() / 2],
        "It is the mean logit: the logarithm of D is missing.": [-f.mean(), f.mean()],
    }
    hint = "-log σ(ℓ) is softplus(-ℓ), or the cross-entropy from logits with the label 1; then the mean."
    assert_close(
        value, reference.ask(loss), known=known, wrong="It is not the mean of -log D(G(z)).", hint=hint
    )


@check(needs=[test_generator_loss_does_not_saturate], asks=["g-loss-gradient", "g-loss-large-logits"])
def test_generator_loss_pulls_when_found_out(student, rng):
    """Its gradient is strongest where the discriminator finds the images out."""
    found_out, open_ = probe.variable(-large_sizes(rng)), probe.variable(rng.normal(size=(6, 1)))
    strong, weak = (
        assert_reached(student, lab.generator_loss(logits), {"the logits": logits})[0]
        for logits in (found_out, open_)
    )
    require(
        np.linalg.norm(strong) > np.linalg.norm(weak),
        "Where the discriminator finds the images out the gradient is weaker than where it is in doubt.",
        "That is what saturating means. Compute it from the logits: softplus(-ℓ), or from_logits=True.",
    )


@check(weight=0, asks=["saturating-scalar"])
def test_saturating_loss_is_a_scalar(student, rng):
    """`saturating_generator_loss` gives one number for a batch."""
    value = student.ask(lab.saturating_generator_loss(rng.normal(size=(5, 1))))
    assert_shape(value, (), "saturating_generator_loss", "The mean over the batch.")


@check(
    weight=1.5,
    needs=[test_saturating_loss_is_a_scalar],
    asks=["saturating-loss", "saturating-large-logits"],
)
def test_saturating_loss_is_that_of_the_game(student, reference, rng):
    """`saturating_generator_loss` is the mean of log(1 - D(G(z))), also for large logits."""
    f, large = rng.normal(0, 1.5, size=(6, 1)), large_sizes(rng)
    losses = [lab.saturating_generator_loss(f), lab.saturating_generator_loss(large)]
    value, of_large = student.ask(losses)
    hint = "log(1 - σ(ℓ)) is -softplus(ℓ); then the mean. It is minimised, and never positive."
    known = {
        "The sign is wrong: log(1 - D) is never positive.": [softplus(f).mean()],
        "This is the non-saturating loss.": [softplus(-f).mean()],
        "This is log D(G(z)); asked for is log(1 - D(G(z))).": [-softplus(-f).mean()],
        "It is summed over the batch; that must be averaged.": [-softplus(f).sum()],
    }
    expected = reference.ask(losses)
    assert_close(value, expected[0], known=known, wrong="It is not the mean of log(1 - D(G(z))).", hint=hint)
    assert_close(
        of_large,
        expected[1],
        what="It, for large logits,",
        wrong="For large logits it is cut off.",
        hint=hint,
    )


@check(weight=0.5, needs=[test_saturating_loss_is_that_of_the_game], asks=["saturating-gradient"])
def test_saturating_loss_has_a_gradient(student, rng):
    """The gradient of `saturating_generator_loss` reaches the logits."""
    logits = probe.variable(rng.normal(size=(5, 1)))
    assert_reached(student, lab.saturating_generator_loss(logits), {"the logits": logits})
