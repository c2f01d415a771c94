"""Which names a cell makes, and which it needs: found in its text, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from symtable import SymbolTable, symtable

# IPython's own lines; in `files = !ls` the name is made all the same.
_MAGIC = re.compile(r"^([ \t]*)((?:\w[\w, \t.]*=[ \t]*)?)[%!?].*$", re.MULTILINE)
# What a parser may raise: CPython's limits on nesting are a MemoryError or a RecursionError.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)

Import = tuple[str, str, str]
"""(module, name in it or nothing, the name it gets in the notebook)"""


@dataclass(frozen=True)
class Names:
    """The names of a notebook that one cell has to do with; none where it is not Python.

    made: defined, assigned or imported at its top level; defined: of these the functions and classes
    used: mentioned at its top level or within its functions and classes
    changed: of whose objects it sets attributes or items, as in ``VAE.step = ...``
    imports: at its top level
    """

    made: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    imports: frozenset[Import] = frozenset()


@lru_cache(maxsize=4096)
def names_of(source: str) -> Names:
    """What a cell's text says about names."""
    try:
        tree, table = _parsed(source)
        symbols = table.get_symbols()
        return Names(
            made=frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported()),
            defined=frozenset(node.name for node in tree.body if isinstance(node, _DEFINITIONS)),
            used=frozenset(_mentioned(table)),
            changed=frozenset(_changed(tree)),
            imports=frozenset(_imports(tree)),
        )
    except UNPARSABLE:
        return Names()


def is_python(source: str) -> bool:
    """Whether a cell can be parsed, IPython's own lines left aside."""
    try:
        _parsed(source)
        return True
    except UNPARSABLE:
        return False


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _parsed(source: str) -> tuple[ast.Module, SymbolTable]:
    """A cell's tree and table of names; IPython's lines become `pass`. Raises one of UNPARSABLE."""
    try:
        tree = ast.parse(source)
    except UNPARSABLE:
        source = _MAGIC.sub(lambda m: f"{m[1]}{m[2]}None" if m[2] else f"{m[1]}pass", source)
        tree = ast.parse(source)
    if any(isinstance(node, _INLINED) for node in ast.walk(tree)):
        tree = _Generators().visit(tree)
        source = ast.unparse(tree)
    return tree, symtable(source, "cell", "exec")


_INLINED = (ast.ListComp, ast.SetComp, ast.DictComp)


class _Generators(ast.NodeTransformer):
    """Comprehensions as generators of the same names, whose variables are their own in every version of Python.

    From 3.12 on those of a list, a set or a dictionary stand in the table of names around them (PEP 709).
    """

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self.generic_visit(ast.GeneratorExp(node.elt, node.generators))

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        both = ast.Tuple([node.key, node.value], ast.Load())
        return self.generic_visit(ast.GeneratorExp(both, node.generators))


def _mentioned(table: SymbolTable) -> set[str]:
    own = {s.get_name() for s in table.get_symbols() if s.is_referenced() and s.is_global()}
    return own.union(*map(_mentioned, table.get_children()))


def _changed(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            while isinstance(node, ast.Attribute | ast.Subscript):
                node = node.value
            if isinstance(node, ast.Name):
                yield node.id


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            # `import a.b` makes the name a
            yield from ((a.name, "", a.asname or a.name.partition(".")[0]) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((module, a.name, a.asname or a.name) for a in node.names)
