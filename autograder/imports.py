"""Imports of dependencies, kept short."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMAR = "rfc3987_syntax"


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
