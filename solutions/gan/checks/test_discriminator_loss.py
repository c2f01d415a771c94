"""The checks of the discriminator's loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import agree, assert_close, assert_shape, cell, hinting, lab, probe, require
from autograder.checks.families.adversarial.losses import (
    assert_reached,
    assert_stays_exact,
    large_sizes,
    sigmoid,
    softplus,
)

check = cell("discriminator_loss")


@check(weight=0, asks=["d-loss-scalar"])
def test_discriminator_loss_is_a_scalar(student, rng):
    """`discriminator_loss` gives one number for a batch."""
    value = student.ask(lab.discriminator_loss(*rng.normal(size=(2, 5, 1))))
    assert_shape(value, (), "discriminator_loss", "The mean over the batch is one number.")


@check(weight=2.5, needs=[test_discriminator_loss_is_a_scalar], asks=["d-loss-cross-entropy"])
def test_discriminator_loss_is_cross_entropy(student, reference, rng):
    """It is the cross-entropy of real images with label 1 plus that of generated ones with label 0."""
    r, f = rng.normal(0, 1.5, size=(2, 6, 1))
    loss = lab.discriminator_loss(r, f)
    value = student.ask(loss)
    real, fake = softplus(-r).mean(), softplus(f).mean()
    as_probabilities = -np.log(np.clip([r, 1 - f], 1e-7, 1 - 1e-7)).mean(axis=(1, 2)).sum()
    known = {
        "The labels are swapped: real images have the label 1, generated ones 0.": [
            softplus(r).mean() + softplus(-f).mean()
        ],
        "Only the real images enter.": [real, real / 2],
        "Only the generated images enter.": [fake, fake / 2],
        "It is half of what it should be: add the two means, do not average them.": [(real + fake) / 2],
        "It is summed over the batch; that must be averaged.": [6 * (real + fake)],
        "The sign is wrong: it is the negative of the loss.": [-real - fake],
        "The logits are treated as probabilities: say from_logits=True, or apply the sigmoid.": [
            as_probabilities,
            as_probabilities / 2,
        ],
        "The sigmoid is applied twice.": [softplus(-sigmoid(r)).mean() + softplus(sigmoid(f)).mean()],
        "Both kinds of images have the label 1.": [real + softplus(-f).mean()],
        "The cross-entropy of the generated images is subtracted; it must be added.": [real - fake],
        "It is a squared error of the probabilities, not a cross-entropy.": [
            ((1 - sigmoid(r)) ** 2).mean() + (sigmoid(f) ** 2).mean()
        ],
    }
    hint = "mean of bce(1, real logits) + mean of bce(0, fake logits), from logits; label_noise is 0 here."
    assert_close(
        value,
        reference.ask(loss),
        known=known,
        wrong="It is not the sum of the two cross-entropies.",
        hint=hint,
    )


@check(needs=[test_discriminator_loss_is_cross_entropy], asks=["d-loss-large-logits"])
def test_discriminator_loss_stays_exact(student, rng):
    """It stays exact for large logits: the surer and the more wrong, the larger the loss."""
    size = large_sizes(rng)
    sure, wrong = lab.discriminator_loss(size, -size), lab.discriminator_loss(-size, size)
    hint = "Compute it from the logits: from_logits=True, or softplus. A sigmoid rounds to 0 or 1 here."
    assert_stays_exact(student, sure, wrong, 1.9 * size.mean(), "discriminator_loss", hint)


@check(weight=0.5, needs=[test_discriminator_loss_is_cross_entropy], asks=["d-loss-gradient"])
def test_discriminator_loss_has_a_gradient(student, rng):
    """Its gradient reaches the logits of real and of generated images."""
    real, fake = (probe.variable(a) for a in rng.normal(size=(2, 5, 1)))
    logits = {"the real logits": real, "the fake logits": fake}
    assert_reached(student, lab.discriminator_loss(real, fake), logits)


@check(
    weight=2,
    needs=[test_discriminator_loss_is_cross_entropy],
    asks=["noisy-labels", "uniform-label-noise", "noise-for-each-image", "fresh-label-noise"],
)
def test_labels_are_noisy(student, rng):
    """With label noise every image has a fresh label: uniform between 1 - label_noise and 1, or 0 and label_noise."""
    n, amount = 600, 0.2 + 0.3 * rng.random()
    real, fake = logits = rng.normal(size=(2, n, 1))
    variables = [probe.variable(a) for a in logits]
    loss = lab.discriminator_loss(*variables, label_noise=float(amount))
    hint = "1 - label_noise * u for real, label_noise * u for generated images; keras.random.uniform draws u."
    with hinting(hint):
        twice = [lab.discriminator_loss(real, fake, float(amount)) for _ in range(2)]
        gradients, first, second = student.ask([probe.gradient(loss, wrt=variables), *twice])
    for gradient in gradients:
        assert_shape(gradient, (n, 1), "The gradient with respect to the logits", hint)
    for value in (first, second):
        assert_shape(value, (), "discriminator_loss", hint)
    # the loss of one image has the gradient (sigmoid of its logit - its label) / n: which tells the label
    labels = [sigmoid(a) - n * g for a, g in zip(logits, gradients, strict=True)]
    for name, moved in (("real", 1 - labels[0]), ("generated", labels[1])):
        explain_labels(name, moved / amount, hint)
    shared_noise = agree(1 - labels[0], labels[1], 0.1)
    require(
        not shared_noise, "Real and generated images share one draw of noise; each image has its own.", hint
    )
    fresh = not agree(first, second, 1e-6)
    require(fresh, "Two calls draw the same label noise.", "Draw u in the function, without a fixed seed.")


def explain_labels(name, moved, hint):
    """Raise Wrong unless labels are moved by uniform shares of label_noise; moved: these shares."""
    spread = moved.std()
    require(np.abs(moved).max() > 1e-3, f"Labels of {name} images are not noisy.", hint)
    require(
        moved.mean() > 0, f"Labels of {name} images are moved the wrong way: away from the other label.", hint
    )
    require(spread > 1e-3, f"All {name} images get the same label; each needs noise of its own.", hint)
    inside = moved.min() > -0.01 and moved.max() < 1.01
    require(inside, f"Labels of {name} images are moved by more than label_noise, or to both sides.", hint)
    uniform = abs(moved.mean() - 0.5) < 0.08 and abs(spread - 12**-0.5) < 0.04
    require(uniform, f"The noise in labels of {name} images is not uniform between 0 and label_noise.", hint)
