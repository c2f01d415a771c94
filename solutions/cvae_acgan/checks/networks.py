"""Names, sizes and small networks that the checks of several parts use."""

from __future__ import annotations

import numpy as np

from autograder.checks.families.small_networks import (
    NORM,
    PHASE,
    small_decoder,
    small_discriminator,
    small_encoder,
    tanh,
)

LATENT, CLASSES, BATCH = 3, 4, 6
HIDDEN = 8
DATA = (4, 3, 1)  # what the small networks encode, generate and judge: no images of the assignment's size
IMAGE = (28, 28, 1)
PARTS = ("encoder", "generator", "discriminator")
MOVES = {
    "reconstruction": {"encoder", "generator"},
    "kl": {"encoder"},
    "adversarial": {"encoder", "generator"},
    "class": {"generator"},
    "validity": {"discriminator"},
    "real_class": {"discriminator"},
}


def small(*more, classes=CLASSES, moving=False, near=1.0):
    """The descriptions of the small parts, with these layers behind the hidden one of each.

    moving: for a move of the student's, in which the prior alone is drawn from: the encoder's z is not random, and the
    generator keeps what it is called on; near: what the encoder says is so many times as far from the prior
    """
    hidden = tanh(HIDDEN), *more
    return {
        "encoder": small_encoder(LATENT, DATA, *hidden, classes=classes, noisy=not moving, near=near),
        "generator": small_decoder(LATENT, DATA, *hidden, classes=classes, recording=moving),
        "discriminator": small_discriminator(DATA, *hidden, classes=classes),
    }


SMALL, NORMALISED = small(), small(NORM)
MOVING, MOVING_PHASED = small(moving=True), small(PHASE, moving=True)
MOVING_NEAR = small(moving=True, near=0.1)


def images(rng, n, shape=IMAGE):
    return rng.random((n, *shape)).astype("float32")


def one_hot(labels, classes=10):
    return np.eye(classes, dtype="float32")[labels]
