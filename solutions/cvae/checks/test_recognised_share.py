"""The checks of recognised_share."""

from __future__ import annotations

import numpy as np

from autograder.checks import as_numpy, assert_close, assert_shape, cell, lab

check = cell("recognised_share")


def classified(rng, hits):
    """Probabilities (n, classes) that are right for these images, hits (n,) of bool, and the labels."""
    n, classes = len(hits), 5
    labels = rng.integers(classes, size=n)
    predicted = np.where(hits, labels, (labels + rng.integers(1, classes, size=n)) % classes)
    raw = rng.random((n, classes))
    raw[np.arange(n), predicted] = raw.max(axis=1) + 0.05
    return raw / raw.sum(axis=1, keepdims=True), labels


@check(weight=0, asks=["share-is-a-number"])
def test_share_is_a_number(student, rng):
    """`recognised_share` gives one number."""
    probabilities, labels = classified(rng, np.arange(9) < 4)
    value = student.ask(lab.recognised_share(as_numpy(probabilities), as_numpy(labels)))
    assert_shape(value, (), "recognised_share", "The mean over all images.")


@check(needs=[test_share_is_a_number], asks=["share-of-the-recognised"])
def test_share_counts_what_is_recognised(student, reference, rng):
    """It is the share of the images whose most probable class is their label."""
    hits = rng.permutation(np.arange(11) < rng.integers(3, 9))
    for chosen in (hits, np.ones(7, bool), np.zeros(7, bool)):
        probabilities, labels = classified(rng, chosen)
        share = lab.recognised_share(as_numpy(probabilities), as_numpy(labels))
        value, n = student.ask(share), len(chosen)
        own = probabilities[np.arange(n), labels]
        known = {
            "It is a number of images, not a share.": [chosen.sum()] if chosen.any() else [],
            "It is in percent; asked for is a number from 0 to 1.": [100 * chosen.mean()]
            if chosen.any()
            else [],
            "It is the share of images that are not recognised.": [1 - chosen.mean()],
            "It is the mean probability of the labels; count those whose label is most probable.": [
                own.mean()
            ],
            "It counts images whose label has a probability above one half.": [(own > 0.5).mean()],
        }
        hint = "np.argmax over the classes, axis=1, compared with the labels; the mean of that."
        assert_close(
            value,
            reference.ask(share),
            known=known,
            wrong="It is not the share of the images whose most probable class is their label.",
            hint=hint,
        )
