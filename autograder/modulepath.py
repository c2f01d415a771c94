"""Where Python looks for modules: never in the current folder, which may be one that a student handed in.

``python -c``, ``python -m`` and empty or relative entries of PYTHONPATH make it look there first, in this process and
in those that it starts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLES = ("PYTHONSAFEPATH", "PYTHONPATH")


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
def without_current_folder() -> Iterator[None]:
    """`forget_current_folder` for what runs and is started in this block."""
    path, environment = sys.path[:], {name: os.environ.get(name) for name in VARIABLES}
    forget_current_folder()
    try:
        yield
    finally:
        sys.path[:] = path
        for name, value in environment.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
