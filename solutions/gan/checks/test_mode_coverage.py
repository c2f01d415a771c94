"""The checks of how many of the digits are made."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, cell, lab, require

check = cell("mode_coverage")


def answers_of_a_classifier(rng, counts):
    """Probabilities (n, classes) whose predicted classes occur counts times, not at all sure."""
    classes = len(counts)
    predicted = rng.permutation(np.repeat(np.arange(classes), counts))
    raw = rng.random((len(predicted), classes))
    raw[np.arange(len(predicted)), predicted] = raw.max(axis=1) + 0.05
    return raw / raw.sum(axis=1, keepdims=True)


def coverage_of(student, key, probabilities, *arguments):
    """One of the two numbers that mode_coverage gives."""
    value = student.ask(lab.mode_coverage(as_numpy(probabilities), *arguments))
    hint = "Return {'classes_covered': ..., 'entropy': ...}."
    require(isinstance(value, dict), "mode_coverage should return a dictionary.", hint)
    require(key in value, f"The dictionary has no key {key!r}.", hint)
    assert_shape(value[key], (), f"Its {key}", hint)
    return value[key]


@check(weight=0, asks=["coverage-keys"])
def test_coverage_is_two_numbers(student, rng):
    """`mode_coverage` returns classes_covered and entropy, one number each."""
    probabilities = answers_of_a_classifier(rng, [5, 3, 4, 6])
    for key in ("classes_covered", "entropy"):
        coverage_of(student, key, probabilities)


@check(needs=[test_coverage_is_two_numbers], asks=["covered-from-min-share", "shares-of-predictions"])
def test_classes_are_covered_from_min_share_on(student, rng):
    """A class is covered when at least min_share of the images are predicted to be of it."""
    # 128 images, so that shares are exact in binary: 4 of 128 is just 1/32
    hint = (
        "The share of a class is the fraction of the images whose largest probability is that of the class."
    )
    for images in ([55, 40, 20, 5, 4, 3, 1, 0], [70, 30, 12, 7, 4, 4, 1, 0], [100, 15, 4, 3, 3, 2, 1, 0]):
        counts = rng.permutation(images)
        value = coverage_of(student, "classes_covered", answers_of_a_classifier(rng, counts), 1 / 32)
        known = {
            "It counts classes that occur at all; a class is covered from min_share on.": [7],
            "A share of exactly min_share is enough: at least, not more than.": [np.sum(counts > 4)],
            "It counts classes that do not occur, too.": [8],
        }
        wrong = "The number of classes covered is wrong."
        assert_close(value, np.sum(counts >= 4), known=known, wrong=wrong, hint=hint)


@check(needs=[test_classes_are_covered_from_min_share_on], asks=["one-percent"])
def test_a_class_is_covered_by_one_percent(student, rng):
    """Without a min_share, 3 images of 250 are enough, and 2 are not."""
    counts = rng.permutation([60, 96, 80, 5, 3, 3, 2, 1])  # of 250
    value = coverage_of(student, "classes_covered", answers_of_a_classifier(rng, counts))
    assert_close(
        value, 6, wrong="The number of classes covered is wrong.", hint="min_share is 0.01 by default."
    )


@check(weight=2, needs=[test_coverage_is_two_numbers], asks=["entropy-of-shares", "shares-of-predictions"])
def test_entropy_is_that_of_the_shares(student, reference, rng):
    """The entropy is that of the shares of predicted classes, in nats, also where a class does not occur."""
    counts = rng.permutation([90, 60, 30, 15, 4, 1, 0])
    probabilities = answers_of_a_classifier(rng, counts)
    value = coverage_of(student, "entropy", probabilities)
    shares = counts[counts > 0] / counts.sum()
    right, mean = -(shares * np.log(shares)).sum(), probabilities.mean(axis=0)
    known = {
        "The sign is wrong: an entropy is never negative.": [-right],
        "It is in bits; take the natural logarithm.": [right / np.log(2)],
        "It is the entropy of the mean probabilities; count predicted classes first.": [
            -(mean * np.log(mean)).sum()
        ],
        "It is the mean entropy of the single images; asked for is that of the shares.": [
            -(probabilities * np.log(probabilities)).sum(axis=1).mean()
        ],
        "It is divided by its largest possible value.": [right / np.log(7), right / np.log(6)],
        "It is a mean over the classes; the terms are summed.": [right / 7, right / 6],
        "Only classes that are covered enter; all that occur must.": [
            -(shares * np.log(shares))[shares >= 0.01].sum()
        ],
    }
    expected = reference.ask(lab.mode_coverage(as_numpy(probabilities)))["entropy"]
    assert_close(
        value,
        expected,
        known=known,
        wrong="It is not the entropy of the shares.",
        hint="-Σ s ln s over the classes that occur, s their shares.",
    )
