"""The folder for temporary files of a run: sockets of kernels, of warm servers, and of the process that workers come from.

It is gone when its process ends. A process that was killed leaves it, and the next run removes it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

PREFIX = "autograder-"
VARIABLE = "AUTOGRADER_SCRATCH"  # tells it to the processes that this one starts
MOST_CHARACTERS = 55  # of 107 that a socket's address may have
YOUNG_SECONDS = 10  # a folder is not locked from its first moment on


def folder() -> Path:
    """The folder of this run: that of the process which started this one, or else one of its own."""
    inherited = os.environ.get(VARIABLE)
    return Path(inherited) if inherited and os.path.isdir(inherited) else _own()


@cache
def _own() -> Path:
    remove_left_over()
    path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_place()))
    # The lock ends with this process, however that ends: no process that it starts has the descriptor.
    fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX)
    # After multiprocessing's own folder, of priority -100, which lies in it.
    Finalize(None, shutil.rmtree, args=(path, True), exitpriority=-200)
    return path


def remove_left_over() -> None:
    """Remove the folders of this user's runs that are over."""
    for path in _place().glob(f"{PREFIX}*"):
        try:
            status = path.lstat()
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > YOUNG_SECONDS:
                _remove_unlocked(path)
        except OSError:  # it is in use, or has just been removed by another
            continue


def _place() -> Path:
    """Where temporary files are kept, unless that is so deep that sockets in it would have no address."""
    usual = Path(tempfile.gettempdir())
    return usual if len(str(usual)) <= MOST_CHARACTERS else Path("/tmp")


def _remove_unlocked(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)
