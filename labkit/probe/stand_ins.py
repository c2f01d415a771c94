"""Stand-ins for functions and objects of a notebook, the same for every framework. They know no answer to anything."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np


def stand_in(names: list[str], used: list[str], function: Callable) -> Callable:
    """A function with arguments of these names that hands on those ``used``, however it is called."""

    def called(*args: Any, **kwargs: Any) -> Any:
        values = dict(zip(names, args, strict=False)) | kwargs
        return function(*(values[name] for name in used))

    return called


def affine(slope: Any, offset: Any) -> Callable:
    """f(…, x) = x · slope + offset: a dot product where slope is an array with axes, else a multiple."""
    slope = np.asarray(slope, "float64")
    return lambda *args: args[-1] @ slope + offset if slope.ndim else args[-1] * float(slope) + offset


def constant(value: Any) -> Callable:
    """A function that gives ``value`` whatever it is called with."""
    return lambda *args, **kwargs: value


def drifting(slope: float, offset: float) -> Callable:
    """f(x) = x · slope + k · offset in its k-th call: who calls it once more than he should has another result."""
    calls = 0

    def called(x: Any) -> Any:
        nonlocal calls
        calls += 1
        return x * slope + calls * offset

    return called


def keeping(attribute: str) -> Callable:
    """A method that keeps a copy of its argument in an attribute of its object, and returns the object."""

    def method(self, x):
        setattr(self, attribute, np.array(x))
        return self

    return method


def bound(function: Callable, before: Sequence[Any], after: Sequence[Any] = ()) -> Callable:
    """f(x) = function(*before, x, *after)."""
    return lambda x: function(*before, x, *after)


def composed(*functions: Callable) -> Callable:
    """The functions one after another: composed(f, g)(x) = g(f(x))."""

    def called(*args: Any, **kwargs: Any) -> Any:
        value = functions[0](*args, **kwargs)
        for function in functions[1:]:
            value = function(value)
        return value

    return called


def answering(**functions: Callable) -> Callable:
    """A function that gives a dictionary: by name, what each of these functions gives for its arguments."""
    return lambda *args, **kwargs: {name: f(*args, **kwargs) for name, f in functions.items()}


def bundle(**attributes: Any) -> SimpleNamespace:
    """An object with these attributes and nothing else: a stand-in for any object that is used by its methods."""
    return SimpleNamespace(**attributes)


class Member:
    """A stand-in for a part of something that is composed of densities. It is none itself, of no kind.

    slope: (d,). ``seen`` holds what it was fitted to.
    """

    def __init__(self, slope: Any, offset: float, centre: float) -> None:
        self.slope, self.offset, self.centre = np.asarray(slope, "float64"), offset, centre
        self.seen: list[Any] = []

    def fit(self, x: Any) -> Member:
        """Keep a copy of x (n, d) in ``seen``."""
        self.seen.append(np.array(x))
        return self

    def log_prob(self, x: Any) -> np.ndarray:
        """x (n, d) · slope + offset: (n,)."""
        return np.asarray(x) @ self.slope + self.offset

    def sample(self, n: int, seed: Any = None) -> np.ndarray:
        """Numbers (n, d) in [centre, centre + 1) that depend on the seed alone."""
        return self.centre + np.random.default_rng(seed).random((n, len(self.slope)))


def member(slope: Any, offset: float, centre: float = 0.0) -> Member:
    """A stand-in for a component, see Member."""
    return Member(slope, offset, centre)


class Items:
    """A stand-in for data: ``len`` and an item by its number work, and nothing else; no slices, no negative numbers."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = list(items)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, number: Any) -> Any:
        if not 0 <= (number := operator.index(number)) < len(self._items):
            raise IndexError(f"there are {len(self._items)} items, and no number {number}")
        return self._items[number]


def items(values: Sequence[Any]) -> Items:
    """A stand-in for data with these items, see Items."""
    return Items(values)


def told(arguments: Sequence[Any], value: Any) -> Callable:
    """A stand-in for a function: it gives ``value`` where it is called with these arguments, and raises otherwise."""

    def stand_in(*args: Any, **named: Any) -> Any:
        args = (*args, *named.values())
        if len(args) != len(arguments) or not all(map(_alike, args, arguments)):
            raise ValueError("called with other arguments")
        return value

    return stand_in


def _alike(a: Any, b: Any) -> bool:
    return a is b or (
        hasattr(a, "shape") and hasattr(b, "shape") and np.array_equal(np.asarray(a), np.asarray(b))
    )
