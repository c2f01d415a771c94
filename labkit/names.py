"""Which names a cell makes, and which it needs: found in its text, nothing is run."""

from __future__ import annotations

import ast
import re
from symtable import SymbolTable, symtable

# IPython's own lines; in `files = !ls` the name is made all the same.
_MAGIC = re.compile(r"^([ \t]*)((?:\w[\w, \t.]*=[ \t]*)?)[%!?].*$", re.MULTILINE)
# What a broken parse may raise: CPython's limits on nesting are a MemoryError or a RecursionError.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def python_of(source: str) -> str:
    """The Python of a cell, line for line: IPython's lines become `pass`. Raises one of UNPARSABLE."""
    try:
        ast.parse(source)
        return source
    except UNPARSABLE:
        plain = _MAGIC.sub(lambda m: f"{m[1]}{m[2]}None" if m[2] else f"{m[1]}pass", source)
        ast.parse(plain)
        return plain


def names_made(source: str) -> set[str]:
    """The names that a cell defines, assigns or imports at its top level; none where it cannot be parsed."""
    table = _table(source)
    return (
        {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()} if table else set()
    )


def names_used(source: str) -> set[str]:
    """The names of the notebook that a cell mentions, at its top level or within its functions and classes."""
    table = _table(source)
    return _mentioned(table) if table else set()


def names_changed(source: str) -> set[str]:
    """The names of the notebook of whose objects a cell sets attributes or items: ``VAE.step = ...``."""
    roots = set()
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            while isinstance(node, ast.Attribute | ast.Subscript):
                node = node.value
            roots |= {node.id} if isinstance(node, ast.Name) else set()
    return roots


def imports(source: str) -> set[tuple[str, str, str]]:
    """The imports at a cell's top level: (module, name in it or nothing, name it gets)."""
    found = set()
    for node in _tree(source).body:
        if isinstance(node, ast.Import):
            # `import a.b` makes the name a
            found |= {(a.name, "", a.asname or a.name.partition(".")[0]) for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {(module, a.name, a.asname or a.name) for a in node.names}
    return found


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(python_of(source))
    except UNPARSABLE:
        return ast.Module([], [])


def _table(source: str) -> SymbolTable | None:
    try:
        return symtable(python_of(source), "cell", "exec")
    except UNPARSABLE:
        return None


def _mentioned(table: SymbolTable) -> set[str]:
    own = {s.get_name() for s in table.get_symbols() if s.is_referenced() and s.is_global()}
    return own.union(*map(_mentioned, table.get_children()))
