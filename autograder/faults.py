"""What the grader complains of, on stderr: a line each, and never a traceback."""

import sys
from contextlib import AbstractContextManager, suppress

from autograder.model import printable
from labkit.faults import in_a_line


def complain(problem: object) -> None:
    """Say on stderr what is wrong; it may quote a file's name, which a terminal must not obey."""
    with suppress(OSError):  # nobody may read it: that costs no grade
        print(f"autograder: {printable(str(problem))}", file=sys.stderr)


def faults_in_a_line() -> AbstractContextManager[None]:
    """In this block no thread, destructor or log prints a traceback; see `labkit.faults.in_a_line`."""
    return in_a_line(complain)
