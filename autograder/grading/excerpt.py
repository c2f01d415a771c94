"""The part of a notebook that some solution cells need: for a cell that is judged by itself."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable

from nbformat import NotebookNode

from autograder.notebook import grade_id, is_run, is_solution, without_requirements
from labkit.names import UNPARSABLE


def excerpt(notebook: NotebookNode, *cells: str) -> NotebookNode:
    """A copy of ``notebook`` without the solution cells that the solution cells ``cells`` do without.

    They need those that define a name which they, or one that they need, mention. Cells that are no solution cells
    all stay: the provided ones, and the student's own. All cells stay when one cannot be parsed, and when one of
    ``cells`` defines nothing: what it should define stands elsewhere.
    """
    solutions = {grade_id(c): c.source for c in notebook.cells if is_solution(c)}
    try:
        trees = {name: ast.parse(source) for name, source in solutions.items()}
    except UNPARSABLE:
        return copy.deepcopy(notebook)
    if not all(_defined(trees[name]) for name in cells):
        return copy.deepcopy(notebook)
    needed = _needed(cells, trees)
    kept = [c for c in notebook.cells if not is_solution(c) or grade_id(c) in needed]
    return NotebookNode(copy.deepcopy({**notebook, "cells": kept}))


def code_of(notebook: NotebookNode) -> list[str]:
    """The sources that are run when a notebook is graded. Where they are the same, so is what they do."""
    return [without_requirements(c.source) for c in notebook.cells if is_run(c)]


def _needed(cells: Iterable[str], trees: dict[str, ast.Module]) -> set[str]:
    needed, waiting = set(), [*cells]
    while waiting:
        name = waiting.pop()
        needed.add(name)
        mentioned = {node.id for node in ast.walk(trees[name]) if isinstance(node, ast.Name)}
        waiting += [
            other for other, tree in trees.items() if other not in needed and mentioned & _defined(tree)
        ]
    return needed


def _defined(tree: ast.Module) -> set[str]:
    """The names that a cell gives to functions, classes and values; not those that are a function's own."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = {node.name for node in tree.body if isinstance(node, definitions)}
    others = [node for node in tree.body if not isinstance(node, definitions)]
    return named | {n.id for node in others for n in ast.walk(node) if _is_stored(n)}


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
