"""What a notebook file says, read the same way by `labkit check` and by the grader.

The file is not trusted: its size, nesting and number of cells are bounded, and whatever is not as it should be is
either mended, which a note says, or refused with a sentence that says what to do.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

CELLS_CAP = 2000
DEPTH_CAP = 40  # nesting of a notebook's JSON; real ones have about 10
ARCHIVE = b"PK\x03\x04"  # how a zip file begins
# What reading a damaged one raises; a password is a RuntimeError, an unknown method a NotImplementedError.
_BAD_ZIP = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, UnicodeError)


class NotebookError(Exception):
    """The file is not a notebook of the course; the text says what is wrong and what to do."""


@dataclass
class Cell:
    """A cell, reduced to what is looked at. kind: as the file says it; marks: nbgrader's part of its metadata."""

    id: str
    kind: str
    source: str
    marks: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    attachments: dict[str, Any] = field(default_factory=dict)
    has_run: bool = False

    @property
    def grade_id(self) -> str:
        """nbgrader's name of the cell; empty where it has none."""
        return text(self.marks.get("grade_id"))


@dataclass
class NotebookFile:
    """cells: in their order; notes: what was mended to read them; assignment, framework: what it says it is of, or nothing;
    due: when it has to be handed in, as the course wrote it into what it gave out, or nothing."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    assignment: str = ""
    framework: str = ""
    due: str = ""


def read_notebook(data: bytes, cap_mib: int) -> NotebookFile:
    """The cells of a notebook's bytes. Raises NotebookError."""
    if len(data) > cap_mib << 20:
        raise NotebookError(
            f"The file is larger than {cap_mib} MiB. Clear the notebook's outputs and hand it in again."
        )
    if not data.strip():
        raise NotebookError("The file is empty.")
    notes = []
    if data.startswith(ARCHIVE):
        data, notes = _unpacked(data, cap_mib << 20)
    said, more = _decoded(data)
    try:
        notebook = json.loads(said)
    except RecursionError:
        raise NotebookError("The file is not a notebook: it is nested too deep.") from None
    except ValueError as error:
        raise NotebookError(f"The file is not a notebook: it is not JSON ({str(error)[:100]}).") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookError(
            "The file is not a notebook of format 4: it has no list of cells. Save it again in Jupyter."
        )
    if _depth(notebook) > DEPTH_CAP:
        raise NotebookError("The file is not a notebook: it is nested too deep.")
    if len(notebook["cells"]) > CELLS_CAP:
        raise NotebookError(f"The notebook has more than {CELLS_CAP} cells.")
    cells = [_cell(raw) for raw in notebook["cells"] if isinstance(raw, dict)]
    course = _of(dict, _of(dict, notebook.get("metadata")).get("labkit"))
    about = (text(course.get(key)) for key in ("assignment", "framework", "due"))
    return NotebookFile(cells, notes + more, *about)


def text(value: Any) -> str:
    """``value`` if it is text or a notebook's list of lines, else nothing.

    Half characters, which JSON allows and no file can hold, become question marks.
    """
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _unpacked(data: bytes, most: int) -> tuple[bytes, list[str]]:
    """The one notebook in a zip archive, of at most so many bytes, with a note."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            found = [info for info in archive.infolist() if _is_handed_in(PurePosixPath(info.filename))]
            if len(found) != 1:
                raise NotebookError(
                    f"The file is a zip archive with {len(found) or 'no'} notebooks. Hand in the notebook itself."
                )
            with archive.open(found[0]) as file:
                notebook = file.read(most + 1)
    except _BAD_ZIP:
        raise NotebookError("The file is a damaged zip archive. Hand in the notebook itself.") from None
    if len(notebook) > most:
        raise NotebookError("The notebook in the zip archive is too large. Clear its outputs first.")
    return notebook, ["The notebook was taken out of a zip archive."]


def _is_handed_in(path: PurePosixPath) -> bool:
    """Whether a file in an archive is a notebook, and no copy that an editor or a Mac keeps."""
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return path.suffix.lower() == ".ipynb" and not hidden


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, with a note where it is not in the encoding of notebooks."""
    encoding = json.detect_encoding(data)
    try:
        said = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-8"):
            return _windows(data)
        raise NotebookError(f"The file is not a notebook: it is not {encoding.upper()} text.") from None
    return said, [] if encoding.startswith("utf-8") else [_saved_as(encoding.upper())]


def _windows(data: bytes) -> tuple[str, list[str]]:
    try:
        return data.decode("cp1252"), [_saved_as("Windows-1252")]
    except UnicodeDecodeError:
        raise NotebookError("The file is not a notebook: it is not UTF-8 text.") from None


def _saved_as(encoding: str) -> str:
    return f"The file was read as {encoding}; notebooks are UTF-8: save it so, and look whether all letters are right."


def _depth(value: Any) -> int:
    """How deep lists and dicts are nested, found level by level, not by recursion."""
    level, depth = [value], 0
    while level := [
        item
        for v in level
        if isinstance(v, dict | list)
        for item in (v.values() if isinstance(v, dict) else v)
    ]:
        depth += 1
        if depth > DEPTH_CAP:
            break
    return depth


def _cell(raw: dict[str, Any]) -> Cell:
    metadata = _of(dict, raw.get("metadata"))
    return Cell(
        id=text(raw.get("id")),
        kind=text(raw.get("cell_type")),
        source=text(raw.get("source")),
        marks=_of(dict, metadata.get("nbgrader")),
        tags=[tag for tag in _of(list, metadata.get("tags")) if isinstance(tag, str)],
        outputs=[output for output in _of(list, raw.get("outputs")) if isinstance(output, dict)],
        attachments=_of(dict, raw.get("attachments")),
        has_run=raw.get("execution_count") is not None,
    )


def _of(kind: type, value: Any) -> Any:
    """A value that is of a kind, else an empty one of it."""
    return value if isinstance(value, kind) else kind()
