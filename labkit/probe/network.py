"""Small networks that a question brings along: described once, built by every framework alike.

A description is ``{"inputs": {name: shape}, "layers": [[name, kind, sources, options], ...], "outputs": [...]}``;
shapes are without the batch axis, and channels last in every framework. A layer's name may repeat an earlier one,
which it then replaces. Kinds:

============ ========================== =============================================================
flatten      –                          all axes but the batch joined
reshape      shape                      –
dense        units, activation          act(x W + b); linear (by default), tanh, sigmoid or softplus
concat       –                          sources joined on the last axis
norm         –                          batch normalisation over the last axis: scale, shift, and moving statistics
phase        –                          a in training, a / 2 otherwise
jitter       –                          a + (0.5 + 0.1 tanh b) ε of two sources, ε standard normal noise
record       –                          a
scaled       factor                     factor · a
============ ========================== =============================================================

``record`` gives its source as it is, and keeps what went through it for ``recorded``: so it is known what a network was
called on, however that was drawn. ``jitter`` is noise that depends on both sources, and is on purpose not the formula of any assignment. ``phase``
stands for dropout where answers must not be random: it tells in which mode a network was called.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from labkit.probe.noise import own_generator

NORM_EPSILON, NORM_MOMENTUM = 1e-3, 0.9  # Keras's way to count: the share of the old statistics that is kept


class NoNetwork(TypeError):
    """The student's code gave something else where a question asks about a network's weights."""

    def __init__(self, found: Any) -> None:
        super().__init__(f"expected a network, got an object of type {type(found).__name__}")


def parameters(description: dict[str, Any], seed: int) -> dict[int, list[np.ndarray]]:
    """Generic weights, by the index of their layer: kernels (in, out) ~ N(0, 1/in), biases (out,) ~ N(0, 0.3²).

    Of a norm: scale around 1, shift and moving mean ~ N(0, 0.3²), moving variance in [0.5, 1.5].
    They depend on the description and the seed alone, so that two kernels build the same network.
    """
    rng = own_generator(seed)
    shapes = {name: tuple(shape) for name, shape in description["inputs"].items()}
    weights: dict[int, list[np.ndarray]] = {}
    for index, (name, kind, sources, options) in enumerate(description["layers"]):
        incoming = [shapes[source] for source in sources]
        shapes[name] = output_shape(kind, incoming, options)
        if kind == "dense":
            size, units = incoming[0][-1], options["units"]
            kernel = rng.normal(0, 1 / math.sqrt(size), (size, units))
            weights[index] = [kernel.astype("float32"), rng.normal(0, 0.3, units).astype("float32")]
        elif kind == "norm":
            scale, shift, mean = rng.normal([[1], [0], [0]], 0.3, (3, incoming[0][-1]))
            arrays = (scale, shift, mean, 0.5 + rng.random(incoming[0][-1]))
            weights[index] = [array.astype("float32") for array in arrays]
    return weights


def output_shapes(description: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Shapes by name, without the batch axis; of layers that share a name, the last's."""
    shapes = {name: tuple(shape) for name, shape in description["inputs"].items()}
    for name, kind, sources, options in description["layers"]:
        shapes[name] = output_shape(kind, [shapes[source] for source in sources], options)
    return shapes


def output_shape(kind: str, incoming: list[tuple[int, ...]], options: dict[str, Any]) -> tuple[int, ...]:
    """The shape of a layer's output without the batch axis. Raises ValueError for an unknown kind."""
    match kind:
        case "flatten":
            return (math.prod(incoming[0]),)
        case "reshape":
            return tuple(options["shape"])
        case "dense":
            return (*incoming[0][:-1], options["units"])
        case "concat":
            return (*incoming[0][:-1], sum(shape[-1] for shape in incoming))
        case "jitter" | "norm" | "phase" | "record" | "scaled":
            return incoming[0]
    raise ValueError(f"unknown kind of layer: {kind!r}")
