"""Standard normal numbers: those of weights, and noise that a question serves in place of random ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def own_generator(seed: int | list[int]) -> np.random.Generator:
    """The numbers of ``np.random.default_rng(seed)``, which stay what they are while noise is served to others.

    For what a question brings along: its weights must not be noise that happens to have their shape.
    """
    return np.random.Generator(np.random.PCG64(seed))


NORMALS = own_generator(0).standard_normal(2**21, "float32")
NORMALS.flags.writeable = False  # what ``normals`` gives is a part of it


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


class NoiseQueue:
    """Arrays of standard normal noise, handed out in order to whoever draws an array of that shape.

    The same numbers may be drawn in another form: transposed, flat, with axes of length 1, or row by row. When the
    arrays that fit are used up, ``take`` returns None, and so it does for any other shape: the draw is then really
    random.
    """

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self._arrays = list(arrays)
        self._rows = [list(array) for array in arrays]  # those that were not drawn by themselves

    def take(self, shape: tuple[int, ...]) -> np.ndarray | None:
        shape = tuple(int(n) for n in shape)
        for form in (_same, _other_form):
            for index, array in enumerate(self._arrays):
                if (formed := form(array, shape)) is not None:
                    del self._arrays[index], self._rows[index]
                    return formed
        # A row leaves the array whole: a network may be tried out on one image before it is called on many.
        for array, rows in zip(self._arrays, self._rows, strict=True):
            if rows and array.ndim > 1 and _without_ones(array.shape[1:]) == _without_ones(shape):
                return rows.pop(0).reshape(shape)
        return None


def _same(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    return array if array.shape == shape else None


def _other_form(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    if shape == (array.size,) or _without_ones(shape) == _without_ones(array.shape):
        return array.reshape(shape)
    return array.T if array.ndim == 2 and shape == array.T.shape else None


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(n for n in shape if n != 1)
