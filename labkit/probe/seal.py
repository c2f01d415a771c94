"""What the probe is made of, kept from before any student code ran, so that it can be put back before a question.

A notebook shares its process with the probe. A cell can bind another function to a name that the probe's code looks up (one
of its own, a builtin, one of numpy's or of the framework's), and have it tell of gradients that never were. A seal knows
what each name stands for that the probe's code mentions, and the code that it calls, and so on for a few steps.
"""

from __future__ import annotations

import builtins
import functools
import operator
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

PACKAGE = "labkit.probe"
STEPS = 1  # so far calls are followed from the probe's own code
HEAP_TYPE = 1 << 9  # among a class's flags: it was made by Python code, which can change it
METHODS = (FunctionType, BuiltinFunctionType, staticmethod, classmethod, property)
KEPT = (*METHODS, type, functools.partial)


class Seal(NamedTuple):
    """What names stood for when it was made.

    changed: a function that gives a name which stands for something else now, or ""; with True, of the probe's own alone
    mend: a function that lets every name stand for what it stood for
    functions: all whose code is relied on
    """

    changed: Callable[..., str]
    mend: Callable[[], None]
    functions: frozenset[FunctionType]


def seal(classes: Sequence[type] = ()) -> Seal:
    """A seal of the probe as it is now.

    classes: of a framework, on all of whose methods the probe relies without mentioning them
    """
    found = _Found()
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith(f"{PACKAGE}."):
            found.bind(sys.modules, name, module)
            found.all_of(module)
    for cls in classes:
        found.see(cls, 0)
    found.follow()
    changed, mend = _looks_after(found)
    return Seal(changed, mend, frozenset([*found.functions, changed, mend]))


def _looks_after(found: _Found) -> tuple[Callable[..., str], Callable[[], None]]:
    """``changed`` and ``mend``. They look nothing up that can be bound anew: all that they use is in these variables."""
    spaces = tuple(
        (space, owner, tuple(bound), tuple(bound.values()), _values_of(*bound))
        for space, owner, bound in found.bound.values()
    )
    own = tuple(one for one in spaces if id(one[1] or one[0]) in found.own)
    free = tuple((space, frozenset(names)) for space, names in found.free.values())
    cells, partials = tuple(found.cells), tuple((one, one.__reduce__()[2]) for one in found.partials)
    every, each, pairs, same, bind = all, map, zip, operator.is_, type.__setattr__

    def changed(of_own: bool = False) -> str:
        for space, _, names, values, get in own if of_own else spaces:
            try:
                if every(each(same, get(space), values)):  # what lies there is not asked whether it is equal
                    continue
            except KeyError:
                pass
            for name, value in pairs(names, values):
                if space.get(name) is not value:
                    return name
        for space, names in () if of_own else free:
            for name in names & space.keys():
                return name
        for cell, value in () if of_own else cells:
            if cell.cell_contents is not value:
                return "a function within another"
        return ""

    def mend() -> None:
        for space, owner, names, values, _ in spaces:
            for name, value in pairs(names, values):
                if space.get(name) is not value and owner is None:
                    space[name] = value
                elif space.get(name) is not value:
                    bind(owner, name, value)
        for space, names in free:
            for name in names & space.keys():
                del space[name]
        for cell, value in cells:
            cell.cell_contents = value
        for one, state in partials:
            one.__setstate__(state)

    return changed, mend


@dataclass
class _Found:
    """What can be reached by the names that functions mention.

    bound: names of a space with their values, by the space or the class that it is of; own: those of the probe itself
    free: names of builtins that the functions of a module rely on, which the module could hide by one of its own
    """

    bound: dict[int, tuple[Mapping, type | None, dict[str, Any]]] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    free: dict[int, tuple[dict, set[str]]] = field(default_factory=dict)
    functions: list[FunctionType] = field(default_factory=list)
    partials: list[functools.partial] = field(default_factory=list)
    cells: list[tuple[Any, Any]] = field(default_factory=list)
    seen: dict[int, Any] = field(default_factory=dict)
    ahead: deque[tuple[Any, int]] = field(default_factory=deque)

    def bind(self, space: Mapping[str, Any], name: str, value: Any, owner: type | None = None) -> None:
        """Note what a name stands for. (Not a module that is loaded when it is needed: that puts another in its place.)"""
        if isinstance(value, KEPT) or type(value) is ModuleType:
            self.bound.setdefault(id(owner or space), (space, owner, {}))[2][name] = value

    def see(self, value: Any, step: int) -> None:
        """Look into a value later, unless it is too far away or has been seen."""
        if isinstance(value, KEPT) and step <= STEPS and id(value) not in self.seen:
            self.seen[id(value)] = value
            self.ahead.append((value, step))

    def all_of(self, module: ModuleType) -> None:
        """A module of the probe's: all that it binds, and the functions in its dictionaries, HELPERS above all."""
        made = [value for name, value in vars(module).items() if type(value) is dict and name[:2] != "__"]
        for space in (vars(module), *made):
            self.own.add(id(space))
            for name, value in space.items():
                self.bind(space, name, value)
                self.see(value, 0 if _is_own(value) else 1)

    def follow(self) -> None:
        """Look into all that was seen, and what is seen then."""
        while self.ahead:
            value, step = self.ahead.popleft()
            match value:
                case FunctionType():
                    self._function(value, step)
                case functools.partial():
                    self.partials.append(value)
                    self.see(value.func, step)
                case staticmethod() | classmethod():
                    self.see(value.__func__, step)
                case property():
                    self.see(value.fget, step)
                case type():
                    self._class(value, step)

    def _class(self, cls: type, step: int) -> None:
        for ancestor in cls.__mro__:
            if _is_own(ancestor):
                self.own.add(id(ancestor))
            for name, member in list(vars(ancestor).items()) if ancestor.__flags__ & HEAP_TYPE else ():
                if isinstance(member, METHODS):
                    self.bind(vars(ancestor), name, member, ancestor)
                    self.see(member, step + 1)

    def _function(self, function: FunctionType, step: int) -> None:
        self.functions.append(function)
        for name, value in (function.__kwdefaults__ or {}).items():
            self.bind(function.__kwdefaults__, name, value)
        for cell in function.__closure__ or ():
            if cell != type(cell)() and isinstance(cell.cell_contents, KEPT):
                self.cells.append((cell, cell.cell_contents))
                self.see(cell.cell_contents, step + 1)
        names, space = set(_names(function.__code__)), function.__globals__
        for name in names & vars(builtins).keys() - space.keys():
            self.bind(vars(builtins), name, vars(builtins)[name])
            self.free.setdefault(id(space), (space, set()))[1].add(name)
        spaces = [space]  # and those of the modules that it mentions
        for space in spaces:
            for name in names & space.keys():
                value = space[name]
                self.bind(space, name, value)
                self.see(value, step + 1)
                if type(value) is ModuleType and not any(vars(value) is one for one in spaces):
                    spaces.append(vars(value))


def _values_of(*names: str) -> Callable[[Mapping], tuple]:
    """A function that gives what these names stand for. (Of one alone itemgetter would make no tuple.)"""
    return operator.itemgetter(*names, names[0])


def _is_own(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).startswith(PACKAGE)


def _names(code: CodeType) -> Iterator[str]:
    """All names of globals and attributes in a function's code, and in that of functions within."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
