"""The notebook's names and the framework's settings, as questions find them.

What a notebook does at its end (a loop over ``layers``, a setting for its own training) is no part of an answer: the
names that the course imports are as they were when the cells that rely on them were run, and global settings as they
are in a fresh kernel.
"""

from __future__ import annotations

import ast
import sys
import traceback
import warnings
from typing import Any

import numpy as np
from IPython import get_ipython

from labkit.probe.backend import Backend
from labkit.probe.evaluate import is_notebook

_kept: dict[str, Any] = {}
_MAKES_NO_NAMES = (ast.Expr, ast.For, ast.While)  # or only by the way, and may take long


def keep(names: list[str]) -> None:
    """Keep what these names of the notebook stand for now. One that has become another kind of thing stays."""
    namespace = get_ipython().user_ns
    for name in names:
        if name in namespace and isinstance(namespace[name], type(_kept.get(name, namespace[name]))):
            _kept[name] = namespace[name]


def settle(namespace: dict[str, Any], backend: Backend) -> None:
    """Give the kept names back, and undo what the notebook set for all code of this process."""
    namespace.update(_kept)
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
    backend.settle()


def go_on(source: str) -> None:
    """After a cell that raised: run what makes names behind the statement that did, each by itself.

    What cannot be had here (a drive, a graphics card, somebody at the keyboard) costs only the statement that asks
    for it. A cell that is no Python has none.
    """
    shell = get_ipython()
    raised = [f for f in traceback.extract_tb(getattr(sys, "last_traceback", None)) if f.name == "<module>"]
    place = next((frame for frame in raised if is_notebook(frame.filename)), None)
    if place is None or isinstance(getattr(sys, "last_value", None), SyntaxError):
        return
    for statement in ast.parse(shell.transform_cell(source)).body:
        if statement.lineno > place.lineno and not isinstance(statement, _MAKES_NO_NAMES):
            try:
                exec(compile(ast.Module([statement], []), place.filename, "exec"), shell.user_ns)
            except Exception:
                continue
