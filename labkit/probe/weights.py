"""Numbers for the weights of a student's own network."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from labkit.probe.noise import own_generator

NORMALS = own_generator(0).standard_normal(2**21, "float32")
NORMALS.flags.writeable = False  # what ``normals`` gives is a part of it


def generic(
    shapes: Sequence[tuple[int, ...]], scales: Sequence[bool], seed: int, gain: float, shift: float
) -> list[np.ndarray]:
    """Weights of these shapes, in Keras's layout, float32: no zeros, no symmetry, no training.

    Scales of a normalisation ~ N(1, 0.3²), other arrays of two and more axes ~ gain · N(0, 1/fan-in), others, biases,
    ~ N(shift, 0.3²). scales: which are scales. (1/fan-in: LeCun et al. 1998, "Efficient BackProp", section 4.6.)
    """
    made = []
    for values, scale in zip(normals(shapes, seed), scales, strict=True):
        if scale or values.ndim < 2:
            made.append(values * 0.3 + (1.0 if scale else shift))
        else:
            fan_in = math.prod(values.shape[:-1])
            made.append(values * (gain / math.sqrt(max(fan_in, 1))))
    return made


def normals(shapes: Sequence[tuple[int, ...]], seed: int) -> list[np.ndarray]:
    """Arrays of standard normal numbers, float32, that depend on the shapes and the seed alone.

    They are cut from NORMALS at a place that the seed gives: to draw the weights of a network takes ten times as long.
    """
    sizes = [math.prod(shape) for shape in shapes]
    count, start = sum(sizes), own_generator(seed).integers(len(NORMALS) // 2)
    after = NORMALS[start:]
    flat = after[:count] if count <= len(after) else np.resize(after, count)
    *parts, _ = np.split(flat, np.cumsum(sizes, dtype=int))
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
