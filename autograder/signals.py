"""SIGTERM and SIGHUP, by which a machine or a terminal ends a run: what is done must be kept, as with Ctrl-C."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ENDING = (signal.SIGTERM, signal.SIGHUP)  # of which each ends a command as Ctrl-C does


@contextmanager
def ending_like_ctrl_c() -> Iterator[list[int]]:
    """Let SIGTERM and SIGHUP end what runs in this block as Ctrl-C does; the list is empty, or holds the one that came."""
    received: list[int] = []

    def end(number: int, _: object) -> None:
        for one in ENDING:
            signal.signal(one, signal.SIG_IGN)  # the reports of what is done are to be written
        received.append(number)
        if number == signal.SIGHUP:
            _leave_terminal()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # others hear no signals
        yield received
        return
    # One that is ignored stays so: who says nohup means it.
    heard = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heard}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_terminal() -> None:
    """A terminal that has hung up takes no more output: to write to it would end all that is still to do."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError), open(os.devnull, "wb") as null:
            if stat.S_ISCHR(os.fstat(stream.fileno()).st_mode):
                os.dup2(null.fileno(), stream.fileno())
