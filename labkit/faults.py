"""A fault of a command's own: its user reads a line, which names the file that the maintainers want to see."""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def kept(error: BaseException) -> str:
    """A line that tells of an error, with the file that its traceback is kept in, where one can be written."""
    line = f"a fault of its own, {type(error).__name__}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="fault-", suffix=".txt", delete=False
        ) as file:
            traceback.print_exception(error, file=file)
    except OSError:  # a full disk may have been the fault
        return line
    return f"{line}: see {file.name}"


@contextmanager
def in_a_line(complain: Callable[[str], object]) -> Iterator[None]:
    """In this block, let `complain` hear in a line what Python would tell by a traceback of a thread, a destructor or a log.

    What the block itself raises is its caller's business.
    """

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info and record.exc_info[1]
            complain(kept(error) if error else record.getMessage())

    before = threading.excepthook, sys.unraisablehook, logging.lastResort
    threading.excepthook = lambda told: complain(kept(told.exc_value)) if told.exc_value else None
    sys.unraisablehook = lambda told: complain(kept(told.exc_value)) if told.exc_value else None
    logging.lastResort = Lines(logging.WARNING)
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook, logging.lastResort = before
