"""4 and 5 · The Dice coefficient, and a loss made of it."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, lab, probe, require

from .common import SMOOTH, dice, sigmoid, some_masks

check = cell("dice_coefficient")


@check(weight=0, asks=["dice-per-image"])
def test_dice_has_a_number_per_image(student, rng):
    """`dice_coefficient` gives one number for each image."""
    a, b = some_masks(rng, 4), some_masks(rng, 4)
    hint = "Sum over the axes 1, 2 and 3: of (n, 1, H, W) remains (n,)."
    assert_shape(student.ask(lab.dice_coefficient(a, b)), (4,), "dice_coefficient(prediction, target)", hint)


@check(weight=3, needs=[test_dice_has_a_number_per_image], asks=["dice-formula"])
def test_dice_compares_two_sets(student, rng):
    """It is twice the intersection over the sum of the sizes, with `smooth` above and below."""
    a, b = some_masks(rng, 5), some_masks(rng, 5)
    values = student.ask([lab.dice_coefficient(a, b), lab.dice_coefficient(a, b, smooth=3.0)])
    both, sizes = (a * b).sum((1, 2, 3)), a.sum((1, 2, 3)) + b.sum((1, 2, 3))

    def known(s):
        return {
            "The factor 2 in front of the intersection is missing.": [(both + s) / (sizes + s)],
            "It is intersection over union (Jaccard), not Dice.": [(both + s) / (sizes - both + s)],
            "`smooth` is missing in the numerator.": [2 * both / (sizes + s)],
            "`smooth` is missing in the denominator.": [(2 * both + s) / sizes],
            "`smooth` has no effect.": [2 * both / sizes, (2 * both + 1) / (sizes + 1)],
            "It is a loss, 1 minus the coefficient.": [1 - (2 * both + s) / (sizes + s)],
            "The factor 2 multiplies `smooth`, too.": [2 * (both + s) / (sizes + s)],
        }

    hint = "(2 · Σ prediction · target + smooth) / (Σ prediction + Σ target + smooth)"
    for value, smooth in zip(values, (SMOOTH, 3.0), strict=True):
        wrong = "It is not the Dice coefficient of the two sets."
        assert_close(value, dice(a, b, smooth), known=known(smooth), wrong=wrong, hint=hint)


@check(needs=[test_dice_has_a_number_per_image], asks=["empty-masks-agree"])
def test_dice_of_nothing_is_one(student, rng):
    """Two empty masks agree: their coefficient is 1, not NaN. A batch may hold one image."""
    nothing, some = np.zeros((3, 1, 8, 8), "float32"), some_masks(rng, 3, 8)
    pairs = [(nothing, nothing), (nothing, some), (some, nothing)]
    pairs.append((some[:1], some[:1]))
    smooth = lab.dice_coefficient(nothing, nothing, smooth=0.01)
    empty, missed, seen, single, smoothed = student.ask([*(lab.dice_coefficient(*p) for p in pairs), smooth])
    assert_shape(single, (1,), "dice_coefficient(prediction, target) of one image", "No squeeze: it is (n,).")
    hint = "0 / 0 is NaN: `smooth` belongs into numerator and denominator."
    require(not np.isnan(empty).any(), "Two empty masks give NaN.", hint)
    for value in (empty, smoothed):
        assert_close(
            value, np.ones(3), wrong="Two empty masks agree, but their coefficient is not 1.", hint=hint
        )
    require((missed < 0.6).all(), "A mask that is missed altogether gets a large coefficient.", hint)
    wrong = "Muscle that is seen where there is none gets a large coefficient."
    require((seen < 0.6).all(), wrong, hint)


check = cell("soft_dice_loss")


@check(weight=0, asks=["loss-is-a-scalar"])
def test_loss_is_a_scalar(student, rng):
    """`soft_dice_loss` gives one number for a batch."""
    logits, target = rng.normal(size=(4, 1, 8, 8)), some_masks(rng, 4, 8)
    value = student.ask(lab.soft_dice_loss(logits, target))
    assert_shape(value, (), "soft_dice_loss(logits, target)", "The mean over the batch is one number.")


@check(weight=4, needs=[test_loss_is_a_scalar], asks=["soft-dice-formula"])
def test_loss_is_soft_dice(student, rng):
    """It is 1 minus the Dice coefficient of the probabilities, mean over the batch."""
    usual, *others = [
        (2 * rng.normal(size=(4, 1, 9, 9)), some_masks(rng, 4, 9), smooth) for smooth in (SMOOTH, SMOOTH, 5.0)
    ]
    others[0][1][2] = 0  # one mask is empty
    given = [lab.soft_dice_loss(logits, y, smooth=s) for logits, y, s in others]
    values = student.ask([*given, lab.soft_dice_loss(*usual[:2])])
    axes = (1, 2, 3)

    def known(logits, y, s):
        p = sigmoid(logits)
        both, sizes = (p * y).sum(axes), p.sum(axes) + y.sum(axes)
        squares = (p**2).sum(axes) + (y**2).sum(axes)
        return {
            "It is computed from the logits themselves; the formula speaks of probabilities.": [
                (1 - dice(logits, y, s)).mean()
            ],
            "The factor 2 in front of the intersection is missing.": [(1 - (both + s) / (sizes + s)).mean()],
            "A softmax over one channel is 1 everywhere; take the sigmoid.": [
                (1 - dice(np.ones_like(p), y, s)).mean()
            ],
            "The sigmoid is applied twice.": [(1 - dice(sigmoid(p), y, s)).mean()],
            "The sums run over the whole batch; they belong to one image each.": [
                1 - (2 * both.sum() + s) / (sizes.sum() + s)
            ],
            "It is the coefficient itself, not 1 minus it.": [dice(p, y, s).mean()],
            "The sign is wrong, and the 1 is missing.": [-dice(p, y, s).mean()],
            "It is summed over the batch; that must be averaged.": [(1 - dice(p, y, s)).sum()],
            "The probabilities are rounded to 0 and 1: then there is no gradient.": [
                (1 - dice((p > 0.5) * 1.0, y, s)).mean()
            ],
            "`smooth` has no effect.": [(1 - dice(p, y, 0)).mean(), (1 - dice(p, y, 1)).mean()],
            "The sizes are summed over squares; the formula has the probabilities themselves.": [
                (1 - (2 * both + s) / (squares + s)).mean()
            ],
            "`smooth` is missing in the numerator.": [(1 - 2 * both / (sizes + s)).mean()],
            "Images with an empty mask are left out of the mean; their loss counts like any other.": [
                (1 - dice(p, y, s))[y.any(axes)].mean()
            ],
        }

    hint = "p = sigmoid(logits); 1 - (2 · Σ p · y + smooth) / (Σ p + Σ y + smooth) for each image; then the mean."
    for value, (logits, y, smooth) in zip(values, [*others, usual], strict=True):
        wrong = "It is not the soft Dice loss."
        assert_close(
            value,
            (1 - dice(sigmoid(logits), y, smooth)).mean(),
            known=known(logits, y, smooth),
            wrong=wrong,
            hint=hint,
        )


@check(weight=0.5, needs=[test_loss_is_a_scalar], asks=["logits-stay"])
def test_loss_leaves_the_logits(student, rng):
    """The logits are not changed: the training step needs them for its second loss."""
    logits, y = rng.normal(size=(2, 1, 6, 6)).astype("float32"), some_masks(rng, 2, 6)
    given = probe.value([logits])[0]
    after = student.ask(probe.last(lab.soft_dice_loss(given, y), given))
    hint = "torch.sigmoid(logits) makes a new tensor; logits.sigmoid_() changes the one that was given."
    assert_close(after, logits, wrong="The logits have been changed.", hint=hint)


@check(needs=[test_loss_is_a_scalar], asks=["loss-finite"])
def test_loss_is_finite(student, rng):
    """It stays finite for empty masks, and for logits of any size."""
    far, empty = 300.0 * np.sign(rng.normal(size=(3, 1, 8, 8))), np.zeros((3, 1, 8, 8), "float32")
    of_nothing = [lab.soft_dice_loss(empty - 200.0, empty, smooth=s) for s in (SMOOTH, 0.01)]
    large, nothing, smoothed = student.ask([lab.soft_dice_loss(far, some_masks(rng, 3, 8)), *of_nothing])
    hint = "`smooth` belongs above and below; torch.sigmoid is safe for any logit."
    require(np.isfinite(nothing).all(), "For an empty mask that is rightly predicted it is NaN.", hint)
    require(np.isfinite(large).all(), "For large logits it is NaN or infinite.", hint)
    free = max(abs(nothing), abs(smoothed)) < 1e-3
    require(free, "An empty mask that is rightly predicted costs something.", hint)


@check(weight=2, needs=[test_loss_is_a_scalar], asks=["loss-has-a-gradient"])
def test_loss_has_a_gradient(student, rng):
    """Its gradient reaches every logit."""
    at, y = rng.normal(size=(3, 1, 7, 7)), some_masks(rng, 3, 7)
    # Upwards everywhere: what is cut off of the sizes, or of the intersection, cannot cancel.
    d, step, variable = np.abs(rng.normal(size=at.shape)), 1e-2, probe.variable(at)
    loss = lab.soft_dice_loss
    gradient = probe.gradient(loss(variable, y), wrt=[variable])
    (gradient,), up, down = student.ask([gradient, loss(at + step * d, y), loss(at - step * d, y)])
    hint = "No threshold, no round, no numpy, no detach: they all cut the gradient off."
    require(gradient is not None, "No gradient reaches the logits.", hint)
    assert_shape(gradient, at.shape, "The gradient with respect to the logits", hint)
    require(np.any(gradient), "The gradient is 0 everywhere: the probabilities are rounded.", hint)
    parts, slope = gradient * d, (float(up) - float(down)) / (2 * step)
    wrong = "The gradient does not say how the loss changes: part of it is cut off."
    require(abs(parts.sum() - slope) <= 0.02 * np.abs(parts).sum(), wrong, hint)
