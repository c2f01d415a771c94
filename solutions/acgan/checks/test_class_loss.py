"""The checks of the class loss."""

from __future__ import annotations

import numpy as np

from autograder.checks import assert_close, assert_shape, cell, diagnosis, lab, probe
from autograder.checks.families.adversarial.losses import (
    assert_reached,
    assert_stays_exact,
    large_sizes,
    softmax,
)

from .labels import CLASSES, labels_of, squares

check = cell("class_loss")


def cross_entropies(labels, c):
    """One number per image, from logits."""
    return -np.log(softmax(c)[np.arange(len(labels)), labels])


@check(weight=0, asks=["class-loss-scalar"])
def test_class_loss_is_a_scalar(student, rng):
    """`class_loss` gives one number for a batch."""
    value = student.ask(lab.class_loss(labels_of(rng, 6), rng.normal(size=(6, CLASSES))))
    assert_shape(value, (), "class_loss", "The mean over the batch is one number.")


@check(weight=3, needs=[test_class_loss_is_a_scalar], asks=["class-loss-cross-entropy"])
def test_class_loss_is_cross_entropy(student, reference, rng):
    """It is the mean cross-entropy of the labels, from logits."""
    labels, c = labels_of(rng, 7), rng.normal(0, 2, size=(7, CLASSES))
    each = cross_entropies(labels, c)
    right, one_hot = each.mean(), np.eye(CLASSES)[labels]
    # where it is sure and right the loss is small, and what does not belong to it shows
    losses = [lab.class_loss(labels, logits) for logits in (c, c + 5 * one_hot)]
    value, of_sure = student.ask(losses)
    binary = np.logaddexp(0, c) - one_hot * c
    clipped = np.clip(c, 1e-7, 1 - 1e-7)  # what Keras makes of numbers that should be probabilities
    as_probabilities = -np.log(clipped / clipped.sum(axis=1, keepdims=True))
    known = {
        "The softmax is applied twice: the loss gets probabilities, and takes them for logits.": [
            cross_entropies(labels, softmax(c)).mean()
        ],
        "The logits are treated as probabilities: say from_logits=True, or apply the softmax.": [
            as_probabilities[np.arange(7), labels].mean()
        ],
        "The sign is wrong: it is the negative of the loss.": [-right],
        "It is summed over the batch; that must be averaged.": [each.sum()],
        "It is divided by the number of classes, too.": [right / CLASSES],
        "Each class has a sigmoid of its own; asked for is one softmax over all classes.": [
            binary.mean(),
            binary.sum(axis=1).mean(),
        ],
        "The softmax runs over the batch; each image has probabilities of its own.": [
            -np.log(softmax(c.T).T[np.arange(7), labels]).mean()
        ],
        "It is the mean probability of the right class: the logarithm is missing.": [
            softmax(c)[np.arange(7), labels].mean() * sign for sign in (1, -1)
        ],
        "It is a squared error of the probabilities, not a cross-entropy.": [
            squares(softmax(c) - one_hot),
            ((softmax(c) - one_hot) ** 2).sum(axis=1).mean(),
        ],
    }
    hint = (
        "log Σ exp(c_k) - c_y for each image, then the mean; ops.sparse_categorical_crossentropy from logits."
    )
    wrong = diagnosis(value, known, "It is not the mean of -log softmax(class logits) at the labels.")
    assert_close([value, of_sure], reference.ask(losses), wrong=wrong, hint=hint)


@check(needs=[test_class_loss_is_cross_entropy], asks=["class-loss-large-logits"])
def test_class_loss_stays_exact(student, rng):
    """It stays exact for large logits: the surer and the more wrong, the larger the loss."""
    size, labels = large_sizes(rng), labels_of(rng, 6)
    sure = size * np.eye(CLASSES)[labels]
    right, wrong = lab.class_loss(labels, sure), lab.class_loss((labels + 1) % CLASSES, sure)
    hint = "Compute it from the logits: a probability is rounded to 0 or 1 here."
    assert_stays_exact(student, right, wrong, 0.9 * size.mean(), "class_loss", hint)


@check(weight=0.5, needs=[test_class_loss_is_cross_entropy], asks=["class-loss-gradient"])
def test_class_loss_has_a_gradient(student, rng):
    """Its gradient reaches all class logits."""
    c = probe.variable(rng.normal(size=(5, CLASSES)))
    assert_reached(student, lab.class_loss(labels_of(rng, 5), c), {"the class logits": c}, {})
