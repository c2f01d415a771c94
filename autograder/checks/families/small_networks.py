"""Small networks with known weights, which a student's class is given in place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.questions import Expr, probe, seed_of

Layer = tuple[str, Mapping[str, Any]]  # its kind and options: see labkit.probe.network
# Layers whose output tells the mode that a network was called in: a normalisation, and what stands for dropout.
NORM: Layer = ("norm", {})
PHASE: Layer = ("phase", {})


def tanh(units: int) -> Layer:
    """A dense hidden layer."""
    return "dense", {"units": units, "activation": "tanh"}


def small_encoder(
    latent: int,
    data: tuple[int, ...],
    *hidden: Layer,
    classes: int = 0,
    noisy: bool = True,
    near: float = 1.0,
) -> dict[str, Any]:
    """The description of an encoder of images of the shape ``data``, and of label vectors (classes,) if there are classes.

    Its third output is noise that depends on the other two, but is not the formula of Sampling; or, where it is not to be
    noisy, one more function of the image. near: z_mean and z_log_var are so many times what they are else.
    """
    z = ["z", "jitter", ["z_mean", "z_log_var"], {}] if noisy else ["z", "dense", ["h"], {"units": latent}]
    return {
        "inputs": {"x": data, "y": (classes,)} if classes else {"x": data},
        "layers": [
            ["h", "flatten", ["x"], {}],
            *([["h", "concat", ["h", "y"], {}]] if classes else []),
            *_after(hidden),
            ["z_mean", "dense", ["h"], {"units": latent}],
            ["z_log_var", "dense", ["h"], {"units": latent}],
            *([name, "scaled", [name], {"factor": near}] for name in ("z_mean", "z_log_var") if near != 1),
            z,
        ],
        "outputs": ["z_mean", "z_log_var", "z"],
    }


def small_decoder(
    latent: int, data: tuple[int, ...], *hidden: Layer, classes: int = 0, activation: str = "sigmoid",
    recording: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The description of a decoder of z (latent,), and of label vectors (classes,) if there are classes.

    It makes images of the shape ``data``. Without hidden layers and activation it is affine: what it made tells from what.
    recording: it keeps what it is called on, for ``probe.recorded``.
    """
    inputs = {"z": (latent,), "y": (classes,)} if classes else {"z": (latent,)}
    return {
        "inputs": inputs,
        "layers": [
            *[[name, "record", [name], {}] for name in inputs if recording],
            ["h", "concat", ["z", "y"], {}] if classes else ["h", "flatten", ["z"], {}],
            *_after(hidden),
            ["x", "dense", ["h"], {"units": int(np.prod(data)), "activation": activation}],
            ["x", "reshape", ["x"], {"shape": data}],
        ],
        "outputs": ["x"],
    }


def small_discriminator(data: tuple[int, ...], *hidden: Layer, classes: int = 0) -> dict[str, Any]:
    """The description of a discriminator of images of the shape ``data``: validity logits, and class logits if any."""
    heads = {"validity": 1, "class": classes} if classes else {"validity": 1}
    return {
        "inputs": {"x": data},
        "layers": [
            ["h", "flatten", ["x"], {}],
            *_after(hidden),
            *[[name, "dense", ["h"], {"units": units}] for name, units in heads.items()],
        ],
        "outputs": list(heads),
    }


def _after(hidden: tuple[Layer, ...]) -> list[list[Any]]:
    """These layers, one after the other, behind the layer h."""
    return [["h", kind, ["h"], dict(options)] for kind, options in hidden]


def network(description: dict[str, Any], rng: np.random.Generator) -> Expr:
    """A network of this description, with fresh weights."""
    return probe.network(description, seed=seed_of(rng))


def built(rng: np.random.Generator, *descriptions: dict[str, Any]) -> list[Expr]:
    """A network of each of these descriptions, with fresh weights."""
    return [network(description, rng) for description in descriptions]
