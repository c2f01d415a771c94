"""Images, labels, and small networks with known weights, which the student's class is given in place of its own."""

from __future__ import annotations

import numpy as np

from autograder.checks import lab, probe
from autograder.checks.families.small_networks import built, small_decoder, small_encoder, tanh

LATENT, CLASSES, BATCH = 3, 6, 8
IMAGE = (5, 4, 1)  # one channel: label planes in the reconstruction's target are broadcast without complaint
SIZE, OTHER_SIZE = (8, 12, 2), (12, 8, 1)  # of images, for the student's own networks
MANY = 4  # such networks with random weights: that all outputs have the same sign by chance does not happen


def encoder_of(*layers, near=1.0):
    """A small encoder of images with label planes, with these layers behind the hidden one; near: see small_encoder."""
    height, width, channels = IMAGE
    return small_encoder(LATENT, (height, width, channels + CLASSES), tanh(7), *layers, near=near)


def networks(rng, *layers, near=1.0):
    """A small encoder, and a small decoder of latent vectors with a label, with these layers behind their hidden ones."""
    return built(
        rng, encoder_of(*layers, near=near), small_decoder(LATENT + CLASSES, IMAGE, tanh(8), *layers)
    )


# A decoder that is one linear layer: its images tell from which z they were made.
LINEAR_DECODER = {
    "inputs": {"z": (LATENT + CLASSES,)},
    "layers": [
        ["x", "dense", ["z"], {"units": int(np.prod(IMAGE))}],
        ["x", "phase", ["x"], {}],  # tells a call in training mode
        ["x", "reshape", ["x"], {"shape": IMAGE}],
    ],
    "outputs": ["x"],
}


def known_join(*before):
    """Known functions in place of the two methods that join labels, so that a mistake in them costs nothing else."""
    return {
        name: probe.stand_in([*before, *arguments], arguments, probe.waves(CLASSES))
        for name, arguments in (
            ("make_conditional_input", ["images", "labels"]),
            ("make_conditional_latent", ["z", "labels"]),
        )
    }


# The student's class with these functions, and as it is, for whoever writes the labels in without these methods.
CLASSES_OF = {
    "known": probe.subclass(lab.ConditionalVAE, known_join("self")),
    "own": lab.ConditionalVAE,
}


def images(rng, n, shape=IMAGE):
    return rng.random((n, *shape)).astype("float32")


def labels_of(rng, n, classes=CLASSES):
    """Labels of n images, in which as many classes occur as can, with no symmetry in their order."""
    while True:
        labels = rng.permutation(np.arange(n) % classes)
        if np.any(labels != labels[::-1]) and labels[0]:
            return labels


def one_hot(labels, classes=CLASSES):
    return np.eye(classes, dtype="float32")[labels]


def with_planes(x, labels, classes):
    """Images with their label planes."""
    planes = np.broadcast_to(one_hot(labels, classes)[:, None, None], (*x.shape[:3], classes))
    return np.concatenate([x, planes], axis=-1).astype("float32")
