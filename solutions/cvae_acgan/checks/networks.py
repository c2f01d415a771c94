"""Names, sizes and small networks that the checks of several parts use."""

from __future__ import annotations

import numpy as np

LATENT, CLASSES, BATCH = 3, 4, 6
HIDDEN = 8
DATA = (4, 3, 1)  # what the tiny networks encode, generate and judge: no images of the assignment's size
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
# The two moves of a train step: the method, the losses it is made of, the optimiser and the parts it moves.
D_MOVE, G_MOVE = "move_discriminator", "move_encoder_and_generator"
LOSSES_OF = {
    D_MOVE: ("validity", "real_class"),
    G_MOVE: ("reconstruction", "kl", "adversarial", "class"),
}
PARTS_OF = {D_MOVE: ("discriminator",), G_MOVE: ("encoder", "generator")}
SHORT = {D_MOVE: "d_optimizer", G_MOVE: "g_optimizer"}


# Small networks with known weights, which the student's class is given in place of their own. The encoder's
# third output is noise that depends on the other two, but is not the formula of Sampling.
ENCODER = {
    "inputs": {"x": DATA, "y": (CLASSES,)},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "concat", ["h", "y"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["z_mean", "dense", ["h"], {"units": LATENT}],
        ["z_log_var", "dense", ["h"], {"units": LATENT}],
        ["z", "jitter", ["z_mean", "z_log_var"], {}],
    ],
    "outputs": ["z_mean", "z_log_var", "z"],
}
GENERATOR = {
    "inputs": {"z": (LATENT,), "y": (CLASSES,)},
    "layers": [
        ["h", "concat", ["z", "y"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["h", "dense", ["h"], {"units": int(np.prod(DATA)), "activation": "sigmoid"}],
        ["x", "reshape", ["h"], {"shape": DATA}],
    ],
    "outputs": ["x"],
}
DISCRIMINATOR = {
    "inputs": {"x": DATA},
    "layers": [
        ["h", "flatten", ["x"], {}],
        ["h", "dense", ["h"], {"units": HIDDEN, "activation": "tanh"}],
        ["validity", "dense", ["h"], {"units": 1}],
        ["class", "dense", ["h"], {"units": CLASSES}],
    ],
    "outputs": ["validity", "class"],
}
# A generator that is one linear layer: what it made tells from which z and label.
LINEAR_GENERATOR = {
    "inputs": {"z": (LATENT,), "y": (CLASSES,)},
    "layers": [
        ["h", "concat", ["z", "y"], {}],
        ["h", "dense", ["h"], {"units": int(np.prod(DATA))}],
        ["x", "reshape", ["h"], {"shape": DATA}],
    ],
    "outputs": ["x"],
}


def modal(description, after):
    """A description with a layer behind its hidden one whose output tells the mode the network was called in."""
    layers = list(description["layers"])
    index = next(i for i, layer in enumerate(layers) if layer[:2] == ["h", "dense"]) + 1
    return {**description, "layers": [*layers[:index], ["h", after, ["h"], {}], *layers[index:]]}


def images(rng, n, shape=IMAGE):
    return rng.random((n, *shape)).astype("float32")


def one_hot(labels, classes=10):
    return np.eye(classes, dtype="float32")[labels]
