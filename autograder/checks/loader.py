"""Loads the files of a folder of checks, ``solutions/<id>/checks/``, as modules of one package.

    test_<part>.py   the checks of a part of the notebook: pytest collects them
    common.py        where there is one, what several files share; its fixtures are known to all of them, who import
                     its other names, never a fixture: that would make another one
    others           modules that the files import, ``from .networks import ...``

Several courses and several versions of a file may be loaded in one process (a release is tried in a copy of the
course): a package is named by its folder and by when its files were changed.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from autograder.errors import ChecksError

COMMON = "common"


def load(path: Path) -> ModuleType:
    """The module of one file of a folder of checks. ChecksError when it cannot be imported."""
    package = _package(path.parent)
    try:
        return importlib.import_module(f"{package}.{path.stem}")
    except Exception as error:
        raise ChecksError(f"{path}: {type(error).__name__}: {error}") from error


def common(folder: Path) -> ModuleType | None:
    """What the files of a folder of checks share; None when they share nothing."""
    path = folder / f"{COMMON}.py"
    return load(path) if path.is_file() else None


def version(folder: Path) -> str:
    """A name of the folder as it is now; another one when a file in it was changed."""
    files = sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in folder.glob("*.py"))
    return hashlib.sha256(repr((str(folder.resolve()), files)).encode()).hexdigest()[:16]


def _package(folder: Path) -> str:
    name = f"checks_{version(folder)}"
    if name not in sys.modules:
        package = ModuleType(name, f"The checks in {folder}.")
        package.__path__ = [str(folder)]
        sys.modules[name] = package
        sys.path_importer_cache[str(folder)] = FileFinder(str(folder), (_SourceLoader, SOURCE_SUFFIXES))
    return name


class _SourceLoader(SourceFileLoader):
    """Reads the source itself: compiled files are told apart by whole seconds, and would be left in the course."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)
