"""Helpers for questions about classes and iterators, the same for every framework.

Whatever a student's object claims about itself is taken as plain data: errors by the name of their type, lengths
as numbers, iterators for a bounded number of items. The stand-ins at the end know no answer to anything.
"""

from __future__ import annotations

import builtins
import itertools
import operator
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
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


def keeping(attribute: str) -> Callable:
    """A method that keeps a copy of its argument in an attribute of its object, and returns the object."""

    def method(self, x):
        setattr(self, attribute, np.array(x))
        return self

    return method


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


def subclass(base: type, members: Mapping[str, Any], *, keep: str = "") -> type:
    """A fresh subclass of ``base`` with these members.

    keep: the name of an attribute in which its objects keep the keyword arguments they are made with; without
    it the constructor is inherited.
    """
    namespace = dict(members)
    if keep:

        def __init__(self, **options):
            super(made, self).__init__()
            setattr(self, keep, options)

        namespace["__init__"] = __init__
    made = type(base)("Fresh", (base,), namespace)
    return made


def factory(base: type, members: Mapping[str, Any]) -> Callable[[], Any]:
    """A function that derives a fresh class from ``base`` and makes an object of it."""
    return lambda: subclass(base, members)()


def ancestors(cls: type) -> list[str]:
    """The names of a class and of all that it is derived from, as Python looks them up."""
    return [ancestor.__name__ for ancestor in type.mro(cls)]


def with_base(cls: type, name: str, stand_in: type) -> type:
    """A subclass of ``cls`` in whose line of ancestors ``stand_in`` takes the place of that of this name, and of all behind.

    What ``super()`` finds in the methods of ``cls`` is then the stand-in: a mistake in its base costs ``cls``
    nothing. A class without such an ancestor gets the stand-in before ``object``.
    """
    line = type.mro(cls)
    cut = next((i for i, ancestor in enumerate(line) if ancestor.__name__ == name), len(line) - 1)

    class Replaced(type(cls)):
        def mro(made):
            return [made, *line[:cut], *type.mro(stand_in)]

    return Replaced(cls.__name__, (cls, stand_in), {})


class Marked:
    """A stand-in for a base class: its objects tell, by ``made_by_base``, that its constructor has been run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.made_by_base = True


def marked_base() -> type:
    """A base class without anything but a constructor that leaves a mark, see Marked."""
    return Marked


class Member:
    """A stand-in for a part of something that is composed of densities. It is none itself, of no kind.

    log_prob(x) = x · slope + offset; sample(n, seed) = centre + numbers in [0, 1) that depend on the seed alone;
    ``seen`` holds what it was fitted to, ``seeds`` what it was given to sample with.
    """

    def __init__(self, slope: Any, offset: float, centre: float) -> None:
        self.slope, self.offset, self.centre = np.asarray(slope, "float64"), offset, centre
        self.seen: list[Any] = []

    def fit(self, x: Any) -> Member:
        self.seen.append(np.array(x))
        return self

    def log_prob(self, x: Any) -> np.ndarray:
        return np.asarray(x) @ self.slope + self.offset

    def sample(self, n: int, seed: Any = None) -> np.ndarray:
        return self.centre + np.random.default_rng(seed).random((n, len(self.slope)))


def member(slope: Any, offset: float, centre: float = 0.0) -> Member:
    """A stand-in for a component, see Member."""
    return Member(slope, offset, centre)


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


def folder_of(files: Mapping[str, Any]) -> str:
    """A new folder with these files, by their path in it.

    uint8 arrays (H, W) become PNG or JPEG pictures, by their name; uint8 arrays (n,) are bytes; texts are as they are.
    Raises ValueError for a path that leads out of the folder.
    """
    from PIL import Image

    root = Path(tempfile.mkdtemp(prefix="files-"))
    for name, content in files.items():
        path = root / name
        if not path.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{name!r} leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif np.ndim(content) == 1:
            path.write_bytes(np.asarray(content, "uint8").tobytes())
        else:
            Image.fromarray(np.asarray(content, "uint8")).save(path)
    return str(root)


def files_of(folder: Any) -> dict[str, np.ndarray]:
    """The bytes (n,) of all files in a folder, by their path in it: what ``folder_of`` makes the same files of."""
    root = Path(folder)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): np.frombuffer(path.read_bytes(), "uint8") for path in files}


CLASS_HELPERS: dict[str, Callable] = {
    function.__name__: function
    for function in (
        raised, length, sliced, taken, in_turns, last, same_object, ancestors, stand_in, affine, constant, keeping,
        composed, answering, bundle, subclass, factory, with_base, marked_base, member, told, folder_of, files_of,
    )
}  # fmt: skip
