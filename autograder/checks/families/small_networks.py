"""Small networks with known weights, which a student's class is given in place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.questions import Expr, probe, seed_of

Layer = tuple[str, Mapping[str, Any]]  # its kind and options: see labkit.probe.network


def tanh(units: int) -> Layer:
    """A dense hidden layer."""
    return "dense", {"units": units, "activation": "tanh"}


def small_encoder(latent: int, data: tuple[int, ...], *hidden: Layer, classes: int = 0) -> dict[str, Any]:
    """The description of an encoder of images of the shape ``data``, and of label vectors (classes,) if there are classes.

    Its third output is noise that depends on the other two, but is not the formula of Sampling.
    """
    return {
        "inputs": {"x": data, "y": (classes,)} if classes else {"x": data},
        "layers": [
            ["h", "flatten", ["x"], {}],
            *([["h", "concat", ["h", "y"], {}]] if classes else []),
            *_after(hidden),
            ["z_mean", "dense", ["h"], {"units": latent}],
            ["z_log_var", "dense", ["h"], {"units": latent}],
            ["z", "jitter", ["z_mean", "z_log_var"], {}],
        ],
        "outputs": ["z_mean", "z_log_var", "z"],
    }


def small_decoder(
    latent: int, data: tuple[int, ...], *hidden: Layer, activation: str = "sigmoid"
) -> dict[str, Any]:
    """The description of a decoder of vectors (latent,), which makes images of the shape ``data``."""
    return {
        "inputs": {"z": (latent,)},
        "layers": [
            ["h", "flatten", ["z"], {}],
            *_after(hidden),
            ["x", "dense", ["h"], {"units": int(np.prod(data)), "activation": activation}],
            ["x", "reshape", ["x"], {"shape": data}],
        ],
        "outputs": ["x"],
    }


def _after(hidden: tuple[Layer, ...]) -> list[list[Any]]:
    """These layers, one after the other, behind the layer h."""
    return [["h", kind, ["h"], dict(options)] for kind, options in hidden]


def network(description: dict[str, Any], rng: np.random.Generator) -> Expr:
    """A network of this description, with fresh weights."""
    return probe.network(description, seed=seed_of(rng))
