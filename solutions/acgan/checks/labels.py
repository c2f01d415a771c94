"""Labels, and what takes their place in losses."""

from __future__ import annotations

import numpy as np

from autograder.checks import probe

CLASSES, BATCH = 5, 6

CLASS_STAND_IN = {"class_loss": probe.labelled_squares("labels", class_logits=0.5)}


def labels_of(rng, n):
    """n labels, in which every class occurs."""
    return rng.permutation(np.arange(n) % CLASSES)


def one_hot(labels):
    return np.eye(CLASSES)[labels]


def squares(a):
    return float(np.mean(np.square(a)))
