"""The probe's backend for notebooks in plain Python and numpy: see labkit.probe.backend."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from labkit.probe.helpers import helpers_of
from labkit.probe.noise import NoiseQueue


def tensor(array: np.ndarray) -> np.ndarray:
    """A writable copy, so that code which changes its argument changes nobody else's."""
    return np.array(array)


def variable(array: np.ndarray) -> np.ndarray:
    """As tensor: there is no gradient to ask for."""
    return np.array(array)


def to_numpy(value: Any) -> np.ndarray | None:
    """``value`` as an array, or None when it is nothing of the kind."""
    return np.asarray(value) if hasattr(value, "__array__") else None


def seed(number: int) -> None:
    """See Backend.seed."""
    random.seed(number)
    np.random.seed(number % 2**32)


def watch(network: Any) -> Callable[[], dict[str, list[np.ndarray]]]:
    """A function that reads the public array attributes of an object, in the order of their names."""
    return lambda: {
        "weights": [np.array(v) for k, v in sorted(vars(network).items()) if isinstance(v, np.ndarray)],
        "state": [],
    }


def gradient(function: Callable[[], Any], wrt: Sequence[Any]) -> list[Any]:
    """Raises TypeError: there are none."""
    raise TypeError("numpy code has no gradients to ask for")


def settle() -> None:
    """Nothing to be done: what numpy has is undone in every framework, see labkit.probe.namespace."""


def asking() -> AbstractContextManager:
    """Nothing to be done."""
    return contextlib.nullcontext()


def drawing_from(queue: NoiseQueue) -> AbstractContextManager:
    """Nothing to be done: numpy's ways are served in every framework, see labkit.probe.noise."""
    return contextlib.nullcontext()


def floats(a: Any) -> np.ndarray:
    """See Arrays.floats."""
    return np.asarray(a, "float32")


def square(a: Any) -> np.ndarray:
    """See Arrays.square."""
    return np.square(a)


def mean(a: Any) -> np.ndarray:
    """See Arrays.mean."""
    return np.mean(a)


def total(a: Any) -> np.ndarray:
    """See Arrays.total."""
    return np.sum(a)


def each_mean(a: Any) -> np.ndarray:
    """See Arrays.each_mean."""
    return np.reshape(a, (len(a), -1)).mean(axis=1)


def sine(a: Any) -> np.ndarray:
    """See Arrays.sine."""
    return np.sin(a)


def detached(a: Any) -> Any:
    """See Arrays.detached: as it is."""
    return a


def with_code(a: np.ndarray, code: np.ndarray) -> np.ndarray:
    """See Arrays.with_code."""
    n, width = code.shape
    everywhere = code.reshape(n, *[1] * (a.ndim - 2), width)
    return np.concatenate([a, np.broadcast_to(everywhere, (*a.shape[:-1], width))], axis=-1)


def images(value: Any) -> Any:
    """See Helpers.images: as they are."""
    return value


def channels_last(value: Any) -> Any:
    """See Helpers.channels_last: as they are."""
    return value


HELPERS = helpers_of(sys.modules[__name__])
