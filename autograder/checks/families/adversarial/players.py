"""Small generators and discriminators with known weights, which a student's class is given in place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.checks.questions import Expr, probe

PLAYERS = ("discriminator", "generator")
OTHER = dict(zip(PLAYERS, PLAYERS[::-1], strict=True))

Layer = tuple[str, Mapping[str, Any]]  # its kind and options: see labkit.probe.network

# Layers whose output tells the mode that a network was called in: a normalisation, and what stands for dropout.
NORM: Layer = ("norm", {})
PHASE: Layer = ("phase", {})


def tanh(units: int) -> Layer:
    """A dense hidden layer."""
    return "dense", {"units": units, "activation": "tanh"}


def small_generator(
    latent: int, data: tuple[int, ...], *hidden: Layer, classes: int = 0, activation: str = "linear"
) -> dict[str, Any]:
    """The description of a generator of z (latent,), and of label vectors (classes,) if there are classes.

    It makes images of the shape ``data``. Without hidden layers it is one linear layer: what it made tells from what.
    """
    first = ["concat", ["z", "c"]] if classes else ["flatten", ["z"]]
    return {
        "inputs": {"z": (latent,), "c": (classes,)} if classes else {"z": (latent,)},
        "layers": [
            ["h", *first, {}],
            *_after(hidden),
            ["x", "dense", ["h"], {"units": int(np.prod(data)), "activation": activation}],
            ["x", "reshape", ["x"], {"shape": data}],
        ],
        "outputs": ["x"],
    }


def small_discriminator(data: tuple[int, ...], *hidden: Layer, classes: int = 0) -> dict[str, Any]:
    """The description of a discriminator of images of the shape ``data``: validity logits, and class logits if any."""
    heads = {"v": 1, "c": classes} if classes else {"v": 1}
    return {
        "inputs": {"x": data},
        "layers": [
            ["h", "flatten", ["x"], {}],
            *_after(hidden),
            *[[name, "dense", ["h"], {"units": units}] for name, units in heads.items()],
        ],
        "outputs": list(heads),
    }


def _after(hidden: Sequence[Layer]) -> list[list[Any]]:
    """These layers, one after the other, behind the layer h."""
    return [["h", kind, ["h"], options] for kind, options in hidden]


def built(rng: np.random.Generator, *descriptions: dict[str, Any]) -> list[Expr]:
    """Networks of these descriptions, with fresh weights."""
    seeds = rng.integers(2**31, size=len(descriptions))
    return [probe.network(d, seed=int(seed)) for d, seed in zip(descriptions, seeds, strict=True)]


def compiled(model: Expr, rate: float = 1.0) -> Expr:
    """``model`` with an optimiser of this learning rate for each player."""
    return probe.compiled_with(model, d_optimizer=probe.sgd(rate), g_optimizer=probe.sgd(rate))
