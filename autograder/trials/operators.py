"""What mutants change: mechanical slips, and faults of the kinds that students make.

Slips: an operator, a constant, a sign, an argument, a condition, a statement. Kinds of fault: a copy or a sort left out, a
deviation divided by n - 1, a network in the other mode; a draw moved out of its function, a value that is that of the first
call for ever, the global generator seeded.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from functools import singledispatch

SWAPPED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}

DRAW = re.compile(r"rand|normal|permutation|multinomial|choice|integers|shuffle")
SEED = "__import__('numpy').random.seed(0)"  # a numpy that the notebook need not have imported
COPIES = {"array", "copy", "clone", "identity", "list", "deepcopy", "sorted", "sort"}
MODES = {"train": "eval", "eval": "train"}
SPREADS = {"std", "var"}


@singledispatch
def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place: one change each."""
    yield from ()


@alternatives.register
def _(node: ast.BinOp) -> Iterator[ast.AST]:
    if other := SWAPPED.get(type(node.op)):
        yield ast.BinOp(node.left, other(), node.right)


@alternatives.register
def _(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(SWAPPED[type(node.op)](), node.values)


@alternatives.register
def _(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        yield ast.Compare(
            node.left,
            [*node.ops[:index], SWAPPED[type(operator)](), *node.ops[index + 1 :]],
            node.comparators,
        )


@alternatives.register
def _(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


@alternatives.register
def _(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(value):
            yield ast.Constant(value + 1)
        case float(value):
            yield ast.Constant(2 * value if value else 1.0)


@alternatives.register
def _(node: ast.Call) -> Iterator[ast.AST]:
    yield from _uncopied(node)
    yield from _another_mode(node)
    if _is_draw(node):
        yield _kept(node)
    first, second = [*node.args, None, None][:2]
    if second is not None and ast.dump(first) != ast.dump(second):
        yield ast.Call(node.func, [second, first, *node.args[2:]], node.keywords)
    for index in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:index] + node.keywords[index + 1 :])


@alternatives.register(ast.If)
@alternatives.register(ast.IfExp)
def _(node: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    other = copy.copy(node)
    other.test = ast.UnaryOp(ast.Not(), node.test)
    yield other


@alternatives.register(ast.Expr)
@alternatives.register(ast.Assign)
@alternatives.register(ast.AugAssign)
@alternatives.register(ast.Return)
def _(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings, and `...`
        return
    yield ast.Pass()
    if any(map(_is_draw, ast.walk(node))):
        yield ast.If(ast.Constant(True), [ast.parse(SEED).body[0], node], [])
    if isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(_kept(node.value))


def _name(call: ast.Call) -> str:
    """The last name of what is called: ``sort`` of ``np.sort(x)``."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _uncopied(call: ast.Call) -> Iterator[ast.AST]:
    """What is copied or sorted, as it is."""
    if _name(call) in COPIES:
        of = call.args[0] if call.args else getattr(call.func, "value", None)
        if isinstance(of, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            yield of


def _another_mode(call: ast.Call) -> Iterator[ast.AST]:
    """A network in the other mode; a deviation that is divided by n - 1."""
    name = _name(call)
    if name in MODES and isinstance(call.func, ast.Attribute) and not call.args:
        yield ast.Call(ast.Attribute(call.func.value, MODES[name]), [], call.keywords)
    if name in SPREADS and all(keyword.arg != "ddof" for keyword in call.keywords):
        yield ast.Call(call.func, call.args, [*call.keywords, ast.keyword("ddof", ast.Constant(1))])


def _is_draw(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(DRAW.search(ast.unparse(node.func)))


def _kept(value: ast.expr) -> ast.expr:
    """What this was the first time that it was reached, for ever."""
    place = ast.Constant(f"_kept_{value.lineno}_{value.col_offset}")
    return ast.Call(ast.Attribute(ast.Call(ast.Name("globals"), [], []), "setdefault"), [place, value], [])
