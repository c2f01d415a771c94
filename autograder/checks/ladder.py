"""The ladder of checks: each stands behind those it needs. And what is wrong with how checks are marked.

A check is known by its solution cell and the name of its function: a family gives several cells checks of the
same names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest

Key = tuple[str, str]  # solution cell, name of the function
MARKED = "check"


def marks(item: pytest.Function) -> dict[str, Any]:
    """What ``@check`` was told: cell, weight, needs, asks, scored."""
    return item.get_closest_marker(MARKED).kwargs


def cell_of(item: pytest.Function) -> str:
    """The solution cell of a check: its own, or that of the class which makes a family's checks its own."""
    return marks(item)["cell"] or getattr(item.cls, "cell", "")


def key_of(item: pytest.Function) -> Key:
    """What a check is known by: its solution cell and its name, whatever its parameters are."""
    return cell_of(item), item.originalname


def needs_of(item: pytest.Function) -> list[Key]:
    """What must have passed. A family may name an attribute of its class, which says which check of its own that is."""
    named = (getattr(item.cls, need, need) for need in marks(item)["needs"])
    return [(cell_of(item), check if isinstance(check, str) else check.__name__) for check in named]


def asks_of(item: pytest.Function) -> tuple[str, ...]:
    """The ids of the requirements that it asks; the class that makes a family's check its own may say others."""
    return tuple(getattr(item.cls, "asks", {}).get(item.originalname, marks(item)["asks"]))


def ordered(items: Sequence[pytest.Function]) -> list[pytest.Function]:
    """The checks as they come, but each behind those it needs. There must be no ``faults``."""
    known = _by_key(items)
    done: dict[pytest.Function, None] = {}

    def place(item: pytest.Function) -> None:
        if item not in done:
            for other in (one for need in needs_of(item) for one in known[need]):
                place(other)
            done[item] = None

    for item in items:
        place(item)
    return list(done)


def faults(items: Sequence[pytest.Function], requirements: Sequence[str] = ()) -> list[str]:
    """What is wrong with how checks are marked: the file, what was found, and what is allowed.

    requirements: the ids that the notebook's sentences have
    """
    if unmarked := list(_unmarked(items)):
        return unmarked
    wrong = [*_twice(items), *_unknown_needs(items), *_unknown_asks(items, requirements)]
    return wrong or list(_circles(items))


def _unmarked(items: Sequence[pytest.Function]) -> Iterator[str]:
    for item in items:
        if item.get_closest_marker(MARKED) is None:
            yield f"{item.path}: {item.name} is not marked as a check; allowed: @check above it"
        elif not cell_of(item):
            yield (
                f'{item.path}: {item.name} names no solution cell; allowed: check = cell("...") above it, '
                'or cell = "..." in its class'
            )


def _twice(items: Sequence[pytest.Function]) -> Iterator[str]:
    for (cell, name), times in Counter((cell_of(item), item.name) for item in items).items():
        if times > 1:
            files = dict.fromkeys(
                str(item.path) for item in items if (cell_of(item), item.name) == (cell, name)
            )
            yield f"{', '.join(files)}: {times} checks of the cell {cell} have the name {name}; allowed: one"


def _unknown_needs(items: Sequence[pytest.Function]) -> Iterator[str]:
    known = _by_key(items)
    for item in items:
        for cell, name in needs_of(item):
            if (cell, name) not in known:
                others = (other for its, other in known if its == cell and other != item.originalname)
                yield (
                    f"{item.path}: {item.name} needs {name}, which is no check of the cell {cell}; "
                    f"allowed: {', '.join(others)}"
                )


def _unknown_asks(items: Sequence[pytest.Function], requirements: Sequence[str]) -> Iterator[str]:
    allowed = ", ".join(requirements) or "none, as no sentence of the notebook has an id"
    for item in items:
        for id in asks_of(item):
            if id not in requirements:
                yield f"{item.path}: {item.name} asks {id}, which no sentence of the notebook has; allowed: {allowed}"


def _circles(items: Sequence[pytest.Function]) -> Iterator[str]:
    known = _by_key(items)
    try:
        TopologicalSorter({key: needs_of(same[0]) for key, same in known.items()}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        names = " needs ".join(name for _, name in circle)
        yield f"{known[circle[0]][0].path}: {names}: none of them could be run; allowed: needs without a circle"


def _by_key(items: Sequence[pytest.Function]) -> dict[Key, list[pytest.Function]]:
    """Checks of one name are those of one function with different parameters."""
    known = defaultdict(list)
    for item in items:
        known[key_of(item)].append(item)
    return dict(known)
