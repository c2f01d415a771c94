"""Files and folders that are there whole, or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

SPARE = 1 << 20  # bytes that must be free where something is to be written


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it, not even after a failure, which is an OSError.

    Its folder is made where needed, a link is followed, and what is no file (a pipe, a terminal) is written into.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def try_folder(folder: Path) -> None:
    """Make a folder, and try whether files can be written there. OSError when they cannot."""
    trial = folder / f".try-{secrets.token_hex(8)}"
    write_whole(trial, bytes(SPARE))
    trial.unlink()


def try_file(path: Path) -> None:
    """Try whether a file could be written later. OSError when it cannot."""
    if path.is_dir():
        raise IsADirectoryError("is a folder")
    if path.is_file() or not path.exists():
        try_folder(Path(os.path.realpath(path)).parent)


def replace_folder(fresh: Path, folder: Path) -> None:
    """Move the folder `fresh` to where `folder` is or will be, on the same disk.

    When that fails the old folder is back in its place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".old-", dir=folder.parent) as scratch:
        old = Path(scratch) / folder.name
        if folder.exists() or folder.is_symlink():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
