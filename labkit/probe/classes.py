"""Helpers for questions about a student's classes, the same for every framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


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
