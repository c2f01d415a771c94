"""Folders of files, for notebooks that read and write them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def folder_of(files: Mapping[str, Any]) -> str:
    """A new folder with these files, by their path in it.

    uint8 arrays (H, W) become PNG or JPEG pictures, by their name; uint8 arrays (n,) are bytes; texts are as they are.
    Raises ValueError for a path that leads out of the folder.
    """
    from PIL import Image

    root = Path(tempfile.mkdtemp(prefix="files-"))
    for name, content in files.items():
        path = root / name
        if not path.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{name!r} leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif np.ndim(content) == 1:
            path.write_bytes(np.asarray(content, "uint8").tobytes())
        else:
            Image.fromarray(np.asarray(content, "uint8")).save(path)
    return str(root)


def files_of(folder: Any) -> dict[str, np.ndarray]:
    """The bytes (n,) of all files in a folder, by their path in it: what ``folder_of`` makes the same files of."""
    root = Path(folder)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): np.frombuffer(path.read_bytes(), "uint8") for path in files}
