"""Standard normal noise that a question serves in place of random numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
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
def served_noise(arrays: list[np.ndarray], backend: ModuleType, namespace: dict[str, Any]) -> Iterator[None]:
    """Serve ``arrays``, in order, wherever numpy or a backend's framework draws standard normal noise of their shape.

    namespace: of the notebook, whose own generators and names of numpy's functions are served alike.
    """
    if not arrays:
        yield
        return
    queue = NoiseQueue(arrays)
    with numpy_noise(queue, namespace), backend.drawing_from(queue):
        yield


@contextlib.contextmanager
def numpy_noise(queue: NoiseQueue, namespace: dict[str, Any]) -> Iterator[None]:
    """Have numpy's ways to draw normal numbers served by ``queue``: functions, and generators new or at hand."""
    original, default_rng = np.random.normal, np.random.default_rng

    def normal(loc=0.0, scale=1.0, size=None):
        served = queue.take(_drawn_shape(loc, scale, size))
        return original(loc, scale, size) if served is None else loc + scale * served

    ways = {
        "normal": normal,
        "standard_normal": lambda size=None: normal(size=() if size is None else size),
        "randn": lambda *shape: normal(size=shape),
        "default_rng": lambda seed=None: ServedGenerator(default_rng(seed), queue),
    }
    with contextlib.ExitStack() as stack:
        for name, served in _of_notebook(namespace, ways, queue).items():
            stack.enter_context(_in_place(namespace, name, served))
        for name, way in ways.items():
            stack.enter_context(mock.patch.object(np.random, name, way))
        yield


def _of_notebook(namespace: dict[str, Any], ways: dict[str, Callable], queue: NoiseQueue) -> dict[str, Any]:
    """What serves in place of those names of a notebook that draw: a generator it has made, a function it has imported."""
    imported = {id(getattr(np.random, name)): way for name, way in ways.items()}
    served = {}
    for name, value in namespace.items():
        if isinstance(value, np.random.Generator | np.random.RandomState):
            served[name] = ServedGenerator(value, queue)
        elif id(value) in imported:
            served[name] = imported[id(value)]
    return served


@contextlib.contextmanager
def _in_place(namespace: dict[str, Any], name: str, served: Any) -> Iterator[None]:
    """``served`` by this name, until the notebook gives the name to something else, or the context ends."""
    original, namespace[name] = namespace[name], served
    try:
        yield
    finally:
        if namespace.get(name) is served:
            namespace[name] = original


class ServedGenerator:
    """A numpy Generator, or a RandomState, whose normal draws come from a queue while it lasts."""

    def __init__(self, generator: np.random.Generator | np.random.RandomState, queue: NoiseQueue) -> None:
        self._generator, self._queue = generator, queue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """As numpy's."""
        served = self._queue.take(_drawn_shape(loc, scale, size))
        return self._generator.normal(loc, scale, size) if served is None else loc + scale * served

    def standard_normal(self, size=None, dtype=np.float64, **options):
        """As numpy's."""
        served = self._queue.take(() if size is None else _tuple(size))
        if served is not None:
            return served.astype(dtype)
        if isinstance(self._generator, np.random.Generator):
            return self._generator.standard_normal(size, dtype, **options)
        return self._generator.standard_normal(size)

    def randn(self, *shape):
        """As that of a RandomState; a Generator has none."""
        if not hasattr(self._generator, "randn"):
            raise AttributeError("'Generator' object has no attribute 'randn'")
        return self.normal(size=shape or None)


def _drawn_shape(loc: Any, scale: Any, size: Any) -> tuple[int, ...]:
    return np.broadcast_shapes(np.shape(loc), np.shape(scale)) if size is None else _tuple(size)


def _tuple(size: Any) -> tuple[int, ...]:
    return (int(size),) if np.ndim(size) == 0 else tuple(size)
