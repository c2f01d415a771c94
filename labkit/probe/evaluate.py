"""Evaluation of a question: a small expression graph over the names of a notebook.

A question is ``{"id", "nodes", "root", "noise", "replace", "seed"}``. Each node is one operation; its operands
are trees of ``["const", value]``, ``["tensor", array]``, ``["ref", node]``, ``["list", [...]]``,
``["tuple", [...]]`` and ``["dict", {...}]``. A node is evaluated once per question, so that two
expressions which share a node share the object. Operations:

=========== =====================================================================================
name        a name of the notebook
call        call a function (a node) with operands
attr, item  an attribute or an item of a node
probe       one of the probe's own helpers (see labkit.probe.helpers), for the notebook's framework
collect     a list or dict of operands
each        operands by name, each with a value or an error of its own
variable    a tensor whose gradient can be asked for
gradient    d expr / d wrt; expr a scalar, wrt variables or networks (then: of every trainable weight)
kept        the value of expr, which later questions of the same kernel get again instead of a new one
delta       the value of expr, and how much evaluating it changed networks: the weights that were trainable
            before, and, apart from them, their state (statistics of normalisation)
=========== =====================================================================================
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from labkit.probe.backend import Backend
from labkit.probe.noise import served_noise

TEXT_CAP = 2000  # characters of an error message or of a line of a traceback that are sent
NUMBERS = re.compile(r"\[[-+\d.,eE\s\[\]naif…]{60,}\]")  # of an array, in the text of an error


class MissingName(NameError):
    """The notebook does not define the name that a question asks about."""


class Unsendable(TypeError):
    """The student's code returned something that is no number, array or collection of these."""


class Changed(RuntimeError):
    """While a question was asked, the student's code changed what this name stands for, which answers rely on."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"your code has changed `{name}` while it was called, so what comes of it says nothing"
        )


class Probe(NamedTuple):
    """A notebook's namespace together with the backend of its framework. A tuple, in which nobody can put anything else.

    kept: values that later questions share, by the text of their expressions
    changed: gives a name that student code has changed and that answers rely on, or ""; with True, of the probe's own alone
    """

    namespace: dict[str, Any]
    backend: Backend
    kept: dict[str, Any]
    changed: Callable[[bool], str]

    @classmethod
    def of(
        cls, namespace: dict[str, Any], framework: str, changed: Callable[[bool], str] = lambda of_own: ""
    ) -> Probe:
        """The probe of a notebook; framework: "numpy", "tensorflow" or "torch"."""
        return cls(namespace, importlib.import_module(f"labkit.probe.{framework}_backend"), {}, changed)

    @contextlib.contextmanager
    def replaced(self, stand_ins: dict[str, Any]) -> Iterator[None]:
        """Put stand-ins in place of names of the notebook, for as long as the context lasts."""
        missing = object()
        before = {name: self.namespace.get(name, missing) for name in stand_ins}
        self.namespace.update(stand_ins)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is missing:
                    self.namespace.pop(name, None)
                else:
                    self.namespace[name] = value


def frozen(value: Any) -> Any:
    """A question of which no part can be replaced: tuples for its lists, and mappings that cannot be written to."""
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def answer(probe: Probe, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question: ``{"id", "ok": True, "value"}``, or ``"ok": False`` and what was raised.

    Nothing that student code raises leaves this function, SystemExit and KeyboardInterrupt included.
    """
    result: dict[str, Any] = {"id": question["id"]}
    try:
        value = _evaluate(probe, question)
        return {**result, "ok": True, "value": value}
    except BaseException as error:
        return {**result, "ok": False, "error": describe(error)}


def _evaluate(probe: Probe, question: Mapping[str, Any]) -> Any:
    graph = Graph(probe, question["nodes"], question["replace"], functools.cache(_value_of))
    backend = probe.backend
    backend.seed(question["seed"])
    stand_ins = {name: graph.value(node) for name, node in question["replace"].items()}
    served = served_noise(question["noise"], backend, probe.namespace)
    with probe.replaced(stand_ins), backend.asking(), served:
        return plain(graph.value(question["root"]), backend)


class Graph(NamedTuple):
    """The nodes of one question, each evaluated when it is first needed.

    A function that is called sees it in the frames below its own: so what was evaluated lies where no Python code can put
    anything, in the memory of ``remembered``.
    """

    probe: Probe
    nodes: Sequence[Mapping[str, Any]]
    replace: Mapping[str, int]
    remembered: Callable[[Graph, int], Any]

    __hash__, __eq__ = object.__hash__, object.__eq__

    def value(self, index: int) -> Any:
        """What a node gives."""
        return self.remembered(self, index)

    def operand(self, tree: list) -> Any:
        """What a tree of operands gives. ValueError for an unknown kind."""
        kind, content = tree
        match kind:
            case "const":
                return content.copy() if isinstance(content, np.ndarray) else content
            case "tensor":
                return self.probe.backend.tensor(content)
            case "ref":
                return self.value(content)
            case "list":
                return [self.operand(item) for item in content]
            case "tuple":
                return tuple(self.operand(item) for item in content)
            case "dict":
                return {key: self.operand(item) for key, item in content.items()}
        raise ValueError(f"unknown kind of operand: {kind!r}")

    def _name(self, node: dict) -> Any:
        try:
            return self.probe.namespace[node["name"]]
        except KeyError:
            raise MissingName(f"`{node['name']}` is not defined") from None

    def _call(self, node: dict) -> Any:
        function = self.value(node["function"])
        value = function(*map(self.operand, node["args"]), **self.operand(["dict", node["kwargs"]]))
        self._assert_unchanged(of_own=True)
        return value

    def _assert_unchanged(self, of_own: bool) -> None:
        # As soon as student code has run, since what it has changed may be changed back when it has done its work.
        if name := self.probe.changed(of_own):
            raise Changed(name)

    def _attr(self, node: dict) -> Any:
        return getattr(self.value(node["of"]), node["name"])

    def _item(self, node: dict) -> Any:
        return self.value(node["of"])[self.operand(node["key"])]

    def _probe(self, node: dict) -> Any:
        helper = self.probe.backend.HELPERS[node["name"]]
        return helper(*map(self.operand, node["args"]), **self.operand(["dict", node["kwargs"]]))

    def _variable(self, node: dict) -> Any:
        return self.probe.backend.variable(node["array"])

    def _collect(self, node: dict) -> Any:
        return self.operand(node["tree"])

    def _each(self, node: dict) -> Any:
        return {name: self._attempt(tree) for name, tree in node["parts"].items()}

    def _attempt(self, tree: list) -> dict[str, Any]:
        try:
            return {"ok": True, "value": plain(self.operand(tree), self.probe.backend)}
        except Changed:  # says something of the whole question
            raise
        except BaseException as error:
            return {"ok": False, "error": describe(error)}

    def _gradient(self, node: dict) -> Any:
        of = [self.value(index) for index in node["wrt"]]

        def value() -> Any:
            made = self.value(node["expr"])
            self._assert_unchanged(of_own=False)
            return made

        return self.probe.backend.gradient(value, of)

    def _kept(self, node: dict) -> Any:
        # What stands in for a name can be built into a value: the key tells one from the other.
        stand_ins = {name: self.text(index) for name, index in self.replace.items()}
        key = f"{self.text(node['expr'])} with {stand_ins}"
        if key not in self.probe.kept:
            self.probe.kept[key] = self.value(node["expr"])
        return self.probe.kept[key]

    def text(self, index: int) -> str:
        """A node and all that it is made of, as text."""
        node = self.nodes[index]
        parts = {
            key: self.text(value) if key in ("function", "expr") else value for key, value in node.items()
        }
        return repr(parts)

    def _delta(self, node: dict) -> Any:
        networks = {name: self.value(index) for name, index in node["of"].items()}
        read = {name: self.probe.backend.watch(network) for name, network in networks.items()}
        before = {name: look() for name, look in read.items()}
        value = self.value(node["expr"])
        after = {name: look() for name, look in read.items()}

        def changes(kind: str) -> dict[str, list[np.ndarray]]:
            pairs = {name: zip(after[name][kind], before[name][kind], strict=True) for name in networks}
            return {name: [new - old for new, old in of] for name, of in pairs.items()}

        return {"value": value, "delta": changes("weights"), "state": changes("state")}


def _value_of(graph: Graph, index: int) -> Any:
    node = graph.nodes[index]
    return getattr(graph, f"_{node['op']}")(node)


def plain(value: Any, backend: Backend) -> Any:
    """``value`` as numbers, text, arrays, and lists and dicts of these. Raises Unsendable otherwise."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return np.asarray(value)
    if isinstance(value, dict):
        return {str(key): plain(item, backend) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, backend) for item in value]
    array = value if isinstance(value, np.ndarray | np.generic) else backend.to_numpy(value)
    array = None if array is None else np.asarray(array)
    if array is None or array.dtype.kind not in "biufc":
        raise Unsendable(f"expected numbers, got an object of type {type(value).__name__}")
    return array


def describe(error: BaseException) -> dict[str, Any]:
    """An error as text: its type, message, and the lines of the notebook it came through."""
    every = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in every if is_notebook(frame.filename)]
    return {
        "type": type(error).__name__[:100],
        "stub": isinstance(error, NotImplementedError) and every[-1:] == frames[-1:],
        "missing": error.args[0] if isinstance(error, MissingName) else "",
        "message": _text(error),
        "traceback": [f"line {f.lineno}, in {f.name}: {f.line or ''}"[:TEXT_CAP] for f in frames[-5:]],
    }


def is_notebook(filename: str) -> bool:
    """Whether a code object's file name is that of a notebook cell."""
    return "ipykernel_" in filename or filename.startswith("<ipython-input")


def _text(error: BaseException) -> str:
    try:
        return NUMBERS.sub("[…]", str(error)[: 100 * TEXT_CAP])[:TEXT_CAP]
    except BaseException as unprintable:  # a student's own __str__ may raise anything
        return f"(no message: its __str__ raised {type(unprintable).__name__})"
