"""How a check writes its questions: Python expressions over the student's notebook, recorded, not run.

>>> vae = lab.VAE(encoder, decoder)          # `lab` stands for the notebook's names
>>> step = probe.delta(probe.compiled(vae, probe.sgd()).train_step(images), of={"encoder": encoder})

An expression is evaluated afresh in the student's kernel for each question; two that share a part share the
object. numpy arrays become tensors of the notebook's framework; ``as_numpy`` leaves them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


class Expr:
    """A recorded expression. Calling it, and taking attributes or items, records more."""

    __slots__ = ("_node",)

    def __init__(self, **node: Any) -> None:
        self._node = node

    def __call__(self, *args: Any, **kwargs: Any) -> Expr:
        """The call of what this stands for."""
        return Expr(op="call", function=self, args=args, kwargs=kwargs)

    def __getattr__(self, name: str) -> Expr:
        if name.startswith("__"):
            raise AttributeError(name)
        return Expr(op="attr", of=self, name=name)

    def __getitem__(self, key: Any) -> Expr:
        return Expr(op="item", of=self, key=key)

    def __iter__(self):
        raise TypeError("the length of a recorded expression is not known; take items by their number")


class _Names:
    """``lab.NAME`` is the name NAME of the student's notebook."""

    def __getattr__(self, name: str) -> Expr:
        return Expr(op="name", name=name)

    __getitem__ = __getattr__


class _Helpers:
    """``probe.HELPER(...)`` is one of the probe's own helpers, for the notebook's framework."""

    def __getattr__(self, name: str):
        return lambda *args, **kwargs: Expr(op="probe", name=name, args=args, kwargs=kwargs)

    @staticmethod
    def variable(array: np.ndarray) -> Expr:
        """A tensor that a gradient can be asked for."""
        return Expr(op="variable", array=np.asarray(array))

    @staticmethod
    def value(operand: Any) -> Expr:
        """An array, or a list or dict of expressions, as an expression that others can share."""
        return Expr(op="collect", tree=operand)

    @staticmethod
    def each(parts: Mapping[str, Any]) -> Expr:
        """``{name: {"ok": True, "value"} or {"ok": False, "error"}}``: see Respondent.ask_each."""
        return Expr(op="each", parts=dict(parts))

    @staticmethod
    def kept(expr: Expr) -> Expr:
        """A call with plain arguments whose value later questions share: for what takes long to build.

        It is the same object each time: set its weights, and take nothing else for granted.
        """
        return Expr(op="kept", expr=expr)

    @staticmethod
    def gradient(expr: Expr, wrt: list[Expr]) -> Expr:
        """d expr / d each of ``wrt`` (variables, or networks: then a list, one per trainable weight)."""
        return Expr(op="gradient", expr=expr, wrt=wrt)

    @staticmethod
    def delta(expr: Expr, of: Mapping[str, Expr]) -> Expr:
        """``{"value": expr, "delta": {name: [change of each trainable weight]}, "state": {name: [...]}}`` of networks.

        state: the same for what is no weight, but may change in a forward pass: the statistics of normalisation.
        """
        return Expr(op="delta", expr=expr, of=dict(of))


lab = _Names()
probe = _Helpers()


class as_numpy:
    """An array that reaches the notebook as a numpy array, not as a tensor."""

    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array)


def seed_of(rng: np.random.Generator) -> int:
    """A seed for what a question makes at random: ``probe.network(description, seed=seed_of(rng))``."""
    return int(rng.integers(2**31))


def question(
    expr: Any,
    *,
    noise: list[np.ndarray] | None = None,
    replace: Mapping[str, Expr] | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """The question that asks for the value of ``expr``: an Expr, or a list or dict of them.

    noise: arrays of standard normal noise, served in this order to whoever draws one of their shape: see
        labkit.probe.noise.NoiseQueue
    replace: names of the notebook to be replaced, while it is answered, by stand-ins
    seed: seeds what is random and not served by ``noise``
    """
    recorder = _Recorder()
    root = recorder.index(expr if isinstance(expr, Expr) else probe.value(expr))
    stand_ins = {name: recorder.index(stand_in) for name, stand_in in (replace or {}).items()}
    served = [np.asarray(array, "float32") for array in noise or []]
    return {"nodes": recorder.nodes, "root": root, "noise": served, "replace": stand_ins, "seed": seed}


class _Recorder:
    """Numbers the nodes of expressions, each once."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self._numbers: dict[int, int] = {}
        self._alive: list[Expr] = []  # keeps ids from being used again

    def index(self, expr: Expr) -> int:
        key = id(expr)
        if key not in self._numbers:
            node = self._encode(object.__getattribute__(expr, "_node"))
            self._numbers[key] = len(self.nodes)
            self._alive.append(expr)
            self.nodes.append(node)
        return self._numbers[key]

    def _encode(self, node: dict[str, Any]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, value in node.items():
            match name:
                case "args":
                    fields[name] = [self.operand(v) for v in value]
                case "kwargs":
                    fields[name] = {k: self.operand(v) for k, v in value.items()}
                case "parts":
                    fields[name] = {k: self.operand(v) for k, v in value.items()}
                case "key" | "tree":
                    fields[name] = self.operand(value)
                case "wrt":
                    fields[name] = [self.index(v) for v in value]
                case "of" if isinstance(value, dict):
                    fields[name] = {k: self.index(v) for k, v in value.items()}
                case "of" | "function" | "expr":
                    fields[name] = self.index(value)
                case _:
                    fields[name] = value
        return fields

    def operand(self, value: Any) -> list:
        match value:
            case Expr():
                return ["ref", self.index(value)]
            case as_numpy():
                return ["const", value.array]
            case np.ndarray():
                return ["tensor", value]
            case np.generic():
                return ["const", value.item()]
            case list():
                return ["list", [self.operand(v) for v in value]]
            case tuple():
                return ["tuple", [self.operand(v) for v in value]]
            case dict():
                return ["dict", {k: self.operand(v) for k, v in value.items()}]
        return ["const", value]
