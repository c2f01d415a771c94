"""Files and folders that are there whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that another process never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)


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
