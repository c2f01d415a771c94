"""How Python finds modules: never in the current folder, which may be one that a student handed in; and quickly.

``python -c``, ``python -m`` and empty or relative entries of PYTHONPATH make it look there first, in this process and
in those that it starts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLES = ("PYTHONSAFEPATH", "PYTHONPATH")
GRAMMAR = "rfc3987_syntax"


def forget_current_folder() -> None:
    """Take the current folder off the path of this process, and of all Python processes started from now on.

    An entry of PYTHONPATH that names it in full stays: somebody meant it.
    """
    entries = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if os.path.isabs(entry)]
    here = {"", ".", os.getcwd()} - set(entries)
    sys.path[:] = [entry for entry in sys.path if entry not in here]
    os.environ["PYTHONSAFEPATH"] = "1"
    if "PYTHONPATH" in os.environ:
        os.environ["PYTHONPATH"] = os.pathsep.join(entries)


@contextmanager
def path_kept() -> Iterator[None]:
    """Whatever the block does to where modules are found, it is undone at its end."""
    path, environment = sys.path[:], {name: os.environ.get(name) for name in VARIABLES}
    try:
        yield
    finally:
        sys.path[:] = path
        for name, value in environment.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def without_current_folder() -> Iterator[None]:
    """`forget_current_folder` for what runs and is started in this block."""
    with path_kept():
        forget_current_folder()
        yield


@contextmanager
def quick_jsonschema() -> Iterator[None]:
    """Within the block jsonschema, which nbformat and nbgrader import, does without its grammar of international addresses.

    Where it finds that package it compiles the grammar as it is imported: 1.7 s, for a format that no schema of theirs
    has. Where it does not, it leaves the format out.
    """
    if GRAMMAR in sys.modules:
        yield
        return
    sys.modules[GRAMMAR] = None
    try:
        yield
    finally:
        del sys.modules[GRAMMAR]
