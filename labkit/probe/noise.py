"""Standard normal noise that a question serves in place of random numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np


def own_generator(seed: int | list[int]) -> np.random.Generator:
    """The numbers of ``np.random.default_rng(seed)``, which stay what they are while noise is served to others.

    For what a question brings along: its weights must not be noise that happens to have their shape.
    """
    return np.random.Generator(np.random.PCG64(seed))


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
        """The next array for whoever draws this shape, float32; None: there is none."""
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


@contextlib.contextmanager
def served_noise(arrays: list[np.ndarray], backend: ModuleType) -> Iterator[None]:
    """Serve ``arrays``, in order, wherever numpy or a backend's framework draws standard normal noise of their shape."""
    if not arrays:
        yield
        return
    queue = NoiseQueue(arrays)
    with numpy_noise(queue), backend.drawing_from(queue):
        yield


@contextlib.contextmanager
def numpy_noise(queue: NoiseQueue) -> Iterator[None]:
    """Have numpy's ways to draw normal numbers served by ``queue``: the old functions and new generators."""
    original, default_rng = np.random.normal, np.random.default_rng

    def normal(loc=0.0, scale=1.0, size=None):
        served = queue.take(_drawn_shape(loc, scale, size))
        return original(loc, scale, size) if served is None else loc + scale * served

    with (
        mock.patch.object(np.random, "normal", normal),
        mock.patch.object(
            np.random, "standard_normal", lambda size=None: normal(size=() if size is None else size)
        ),
        mock.patch.object(np.random, "randn", lambda *shape: normal(size=shape)),
        mock.patch.object(np.random, "default_rng", lambda s=None: ServedGenerator(default_rng(s), queue)),
    ):
        yield


class ServedGenerator:
    """A numpy Generator whose normal draws come from a queue while it lasts."""

    def __init__(self, generator: np.random.Generator, queue: NoiseQueue) -> None:
        self._generator, self._queue = generator, queue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """As numpy's."""
        served = self._queue.take(_drawn_shape(loc, scale, size))
        return self._generator.normal(loc, scale, size) if served is None else loc + scale * served

    def standard_normal(self, size=None, dtype=np.float64, out=None):
        """As numpy's."""
        served = self._queue.take(() if size is None else _tuple(size))
        return self._generator.standard_normal(size, dtype, out) if served is None else served.astype(dtype)


def _drawn_shape(loc: Any, scale: Any, size: Any) -> tuple[int, ...]:
    return np.broadcast_shapes(np.shape(loc), np.shape(scale)) if size is None else _tuple(size)


def _tuple(size: Any) -> tuple[int, ...]:
    return (int(size),) if np.ndim(size) == 0 else tuple(size)
