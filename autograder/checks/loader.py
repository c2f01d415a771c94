"""Loads the files of an assignment's folders of checks, ``solutions/<id>/checks/``, as modules of one package.

    test_<part>.py   the checks of a part of the notebook: pytest collects them
    common.py        where there is one, what several files share; its fixtures are known to all of them, who import
                     its other names, never a fixture: that would make another one
    others           modules that the files import, ``from .networks import ...``

An edition of an assignment has two folders, that of the first edition and its own: one package all the same, so that
its own files may import what is shared, and no two files have one name.

Several courses and several versions of a file may be loaded in one process (a release is tried in a copy of the
course): a package is named by its folders and by when their files were changed.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from autograder.errors import ChecksError
from autograder.notebook import requirements as ids_in

COMMON = "common"


def load(path: Path, folders: Sequence[Path]) -> ModuleType:
    """The module of one file of the folders of checks. ChecksError when it cannot be imported."""
    package = _package(folders)
    try:
        return importlib.import_module(f"{package}.{path.stem}")
    except Exception as error:
        raise ChecksError(f"{path}: {type(error).__name__}: {error}") from error


def common(folders: Sequence[Path]) -> ModuleType | None:
    """What the files of the folders share; None when they share nothing."""
    path = next((path for path in _files(folders) if path.stem == COMMON), None)
    return load(path, folders) if path else None


def requirements(folders: Sequence[Path]) -> tuple[str, ...]:
    """The ids of the requirements in the notebooks that the folders belong to, ``solutions/<id>/<id>.py``.

    ChecksError for what is no id.
    """
    found: dict[str, None] = {}
    for script in _scripts(folders):
        try:
            found |= dict.fromkeys(ids_in(script.read_text("utf-8")))
        except ValueError as error:
            raise ChecksError(f"{script}: {error}") from None
    return tuple(found)


def _scripts(folders: Sequence[Path]) -> list[Path]:
    homes = (folder.resolve().parent for folder in folders)
    return [script for home in homes if (script := home / f"{home.name}.py").is_file()]


def version(folders: Sequence[Path]) -> str:
    """A name of the folders as they are now; another one when a file in them was changed."""
    files = [
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for path in (*_files(folders), *_scripts(folders))
    ]
    return hashlib.sha256(repr(files).encode()).hexdigest()[:16]


def _files(folders: Sequence[Path]) -> list[Path]:
    """The Python files of the folders, in a fixed order. ChecksError when two of them have one name."""
    found: dict[str, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.resolve().glob("*.py"))):
        if other := found.get(path.name):
            raise ChecksError(f"{path}: there is {other} already; give it another name")
        found[path.name] = path
    return list(found.values())


def _package(folders: Sequence[Path]) -> str:
    name = f"checks_{version(folders)}"
    if name not in sys.modules:
        package = ModuleType(name, f"The checks in {', '.join(map(str, folders))}.")
        package.__path__ = [str(folder) for folder in folders]
        sys.modules[name] = package
        for folder in package.__path__:
            sys.path_importer_cache[folder] = FileFinder(folder, (_SourceLoader, SOURCE_SUFFIXES))
    return name


class _SourceLoader(SourceFileLoader):
    """Reads the source itself: compiled files are told apart by whole seconds, and would be left in the course."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)
