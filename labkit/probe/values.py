"""Helpers for questions about a student's values, errors and iterators, the same for every framework.

Whatever a student's object claims about itself is taken as plain data: errors by the name of their type, lengths
as numbers, iterators for a bounded number of items.
"""

from __future__ import annotations

import builtins
import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def raised(function: Callable | str, *args: Any, **kwargs: Any) -> str:
    """The name of the error that a call raises, of one among its base classes that Python itself has; or "".

    function: to be called; or the name of an operator or builtin function, such as "getitem" or "len".
    """
    if isinstance(function, str):
        function = getattr(operator, function, None) or getattr(builtins, function)
    try:
        function(*args, **kwargs)
    except Exception as error:
        known = (cls.__name__ for cls in type.mro(type(error)) if cls.__module__ == "builtins")
        return next(known, "Exception")
    return ""


def length(value: Any) -> int:
    """len(value)."""
    return len(value)


def sliced(value: Any, start: int | None, stop: int | None, step: int | None = None) -> Any:
    """value[start:stop:step]."""
    return value[start:stop:step]


def taken(iterable: Iterable, most: int) -> dict[str, Any]:
    """The first items of an iterable, ``most`` at most, and whether it ended by itself before another one."""
    items: list[Any] = []
    for item in iterable:
        if len(items) == most:
            return {"items": items, "ended": False}
        items.append(item)
    return {"items": items, "ended": True}


def in_turns(iterable: Iterable, most: int) -> list[list[Any]]:
    """Two loops over one iterable at the same time, an item of each in turn: what each has seen, ``most`` at most."""
    first, second, seen = iter(iterable), iter(iterable), ([], [])
    for _ in range(most):
        for iterator, items in zip((first, second), seen, strict=True):
            items.extend(itertools.islice(iterator, 1))
    return list(seen)


def last(*values: Any) -> Any:
    """The last of some expressions, which are evaluated in this order."""
    return values[-1]


def same_object(a: Any, b: Any) -> bool:
    """Whether two expressions are one and the same object."""
    return a is b


def array(value: Any) -> Any:
    """``value``, made one array if it is a list of numbers or of rows: for the notebook's own tests it is as good."""
    return np.asarray(value) if isinstance(value, list | tuple) else value
