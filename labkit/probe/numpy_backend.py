"""The probe's backend for notebooks in plain Python and numpy."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import numpy as np

from labkit.probe.classes import CLASS_HELPERS
from labkit.probe.noise import NoiseQueue


def tensor(array: np.ndarray) -> np.ndarray:
    """A writable copy, so that code which changes its argument changes nobody else's."""
    return np.array(array)


variable = tensor


def to_numpy(value: Any) -> np.ndarray | None:
    """``value`` as an array, or None when it is nothing of the kind."""
    return np.asarray(value) if hasattr(value, "__array__") else None


def seed(number: int) -> None:
    random.seed(number)
    np.random.seed(number % 2**32)


def watch(network: Any) -> Callable[[], dict[str, list[np.ndarray]]]:
    """A function that reads the public array attributes of an object, in the order of their names."""
    return lambda: {
        "weights": [np.array(v) for k, v in sorted(vars(network).items()) if isinstance(v, np.ndarray)],
        "state": [],
    }


def gradient(function: Callable[[], Any], wrt: list[Any]) -> list[Any]:
    raise TypeError("numpy code has no gradients to ask for")


@contextlib.contextmanager
def asking() -> Iterator[None]:
    yield


@contextlib.contextmanager
def served_noise(arrays: list[np.ndarray]) -> Iterator[None]:
    """Serve ``arrays`` to whoever draws standard normal noise from numpy."""
    if not arrays:
        yield
        return
    queue = NoiseQueue(arrays)
    with numpy_noise(queue):
        yield


@contextlib.contextmanager
def numpy_noise(queue: NoiseQueue) -> Iterator[None]:
    """Patch numpy's ways to draw normal numbers: the old functions and new generators."""
    legacy, default_rng = np.random.mtrand._rand, np.random.default_rng

    def normal(loc=0.0, scale=1.0, size=None):
        served = queue.take(
            np.broadcast_shapes(np.shape(loc), np.shape(scale)) if size is None else _tuple(size)
        )
        return legacy.normal(loc, scale, size) if served is None else loc + scale * served

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
        shape = np.broadcast_shapes(np.shape(loc), np.shape(scale)) if size is None else _tuple(size)
        served = self._queue.take(shape)
        return self._generator.normal(loc, scale, size) if served is None else loc + scale * served

    def standard_normal(self, size=None, dtype=np.float64, out=None):
        served = self._queue.take(() if size is None else _tuple(size))
        return self._generator.standard_normal(size, dtype, out) if served is None else served.astype(dtype)


def _tuple(size: Any) -> tuple[int, ...]:
    return (int(size),) if np.ndim(size) == 0 else tuple(size)


def array(value: Any) -> Any:
    """``value``, made one array if it is a list of numbers or of rows: for the notebook's own tests it is as good."""
    return np.asarray(value) if isinstance(value, list | tuple) else value


HELPERS: dict[str, Callable] = {"array": array} | CLASS_HELPERS
