"""Bytes in, a notebook that is safe to run and to show out; or a Rejection with a reason.

The notebook is rebuilt from the released template. From the submission it takes only the source of the
solution cells, known by their ``grade_id``, the student's extra cells in their places, and the plain outputs
of training cells. All metadata, points, tags and cell types come from the template.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebook import EXTRA_ID, grade_id, is_answer, is_training
from autograder.sandbox.outputs import Budget, OutputFilter, text

CELLS_CAP = 2000
# Characters of one code cell, of one text cell, and of all cells. What shows a notebook as a page takes time that
# grows with the square of some texts, and nobody stops it there.
SOURCE_CAP, TEXT_CAP, SOURCES_CAP = 100_000, 20_000, 1_000_000
DEPTH_CAP = 40  # nesting of a notebook's JSON; real ones have about 10
SUBMITTED_OUTPUT_CAP = 1 << 16


class Rejection(Exception):
    """The bytes cannot be graded as a submission of this assignment; the text tells the student why."""


@dataclass
class Intake:
    """notebook: the rebuilt notebook; notes: what was restored or left out, for the student and the instructor."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)


@dataclass
class _Cell:
    """A cell of the submission, reduced to what is looked at."""

    id: str
    grade_id: str
    kind: str
    source: str
    outputs: list


def take_in(data: bytes, template: NotebookNode, cap_mib: int) -> Intake:
    """Rebuild the submission ``data`` on ``template``. Raises Rejection."""
    cells = _cells(_parse(data, cap_mib))
    if sum(len(c.source) for c in cells) > SOURCES_CAP:
        raise Rejection(f"The notebook's cells have more than {SOURCES_CAP} characters. Keep data in files.")
    known = {grade_id(c) for c in template.cells} - {""}
    if not known & {c.grade_id for c in cells}:
        raise Rejection(
            "The notebook has none of this assignment's cells. Was a notebook of another assignment, or one "
            "made from scratch, handed in? Copy your work into the notebook that was released."
        )
    return _Rebuild(template, cells).result()


def _parse(data: bytes, cap_mib: int) -> dict[str, Any]:
    if len(data) > cap_mib << 20:
        raise Rejection(
            f"The file is larger than {cap_mib} MiB. Clear the notebook's outputs and hand it in again."
        )
    if not data.strip():
        raise Rejection("The file is empty.")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Rejection("The file is not a notebook: it is not UTF-8 text.") from None
    except RecursionError:
        raise Rejection("The file is not a notebook: it is nested too deep.") from None
    except ValueError as error:
        raise Rejection(f"The file is not a notebook: it is not JSON ({str(error)[:100]}).") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Rejection(
            "The file is not a notebook of format 4: it has no list of cells. Save it again in Jupyter."
        )
    if _depth(notebook) > DEPTH_CAP:
        raise Rejection("The file is not a notebook: it is nested too deep.")
    if len(notebook["cells"]) > CELLS_CAP:
        raise Rejection(f"The notebook has more than {CELLS_CAP} cells.")
    return notebook


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


def _cells(notebook: dict[str, Any]) -> list[_Cell]:
    return [_cell(raw) for raw in notebook["cells"] if isinstance(raw, dict)]


def _cell(raw: dict[str, Any]) -> _Cell:
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    outputs = raw.get("outputs")
    return _Cell(
        id=text(raw.get("id")),
        grade_id=text(name),
        kind=text(raw.get("cell_type")),
        source=text(raw.get("source")),
        outputs=outputs if isinstance(outputs, list) else [],
    )


class _Rebuild:
    """Lays the submission's cells over the template's."""

    def __init__(self, template: NotebookNode, cells: list[_Cell]) -> None:
        self.template, self.notes, self.budget = template, [], Budget()
        self.by_grade_id = {grade_id(c): i for i, c in enumerate(template.cells) if grade_id(c)}
        self.by_id = {c.id: i for i, c in enumerate(template.cells)}
        self.by_source = {c.source.strip(): i for i, c in enumerate(template.cells) if not grade_id(c)}
        self.matched: dict[int, _Cell] = {}  # position in the template -> the submission's cell
        self.extras: dict[int, list[_Cell]] = {}  # position they follow (-1: the start) -> cells
        self._match(cells)

    def _match(self, cells: list[_Cell]) -> None:
        anchor = -1
        for cell in cells:
            position = self._position(cell)
            if position is None:
                self._add_extra(anchor, cell)
            elif position in self.matched:
                self.notes.append(
                    f"There is a second copy of the cell `{cell.grade_id}`; it was run as an extra cell."
                )
                self._add_extra(anchor, cell)
            else:
                self.matched[position] = cell
                anchor = position
                self._keep_changes(position, cell)

    def _position(self, cell: _Cell) -> int | None:
        """Where the template has this cell. Provided cells have no grade_id: they go by cell id or source."""
        if cell.grade_id:
            return self.by_grade_id.get(cell.grade_id)
        position = self.by_id.get(cell.id)
        if position is None or grade_id(self.template.cells[position]):
            position = self.by_source.get(cell.source.strip())
        return None if position in self.matched else position

    def _add_extra(self, anchor: int, cell: _Cell) -> None:
        if cell.source.strip():
            self.extras.setdefault(anchor, []).append(cell)

    def _keep_changes(self, position: int, cell: _Cell) -> None:
        """What a student added to a provided cell (an import, say) is run after the original."""
        original = self.template.cells[position]
        changed = cell.source.strip() != original.source.strip()
        provided = original.cell_type == cell.kind == "code" and not grade_id(original)
        if changed and provided and not is_training(original):
            self._add_extra(position, cell)

    def result(self) -> Intake:
        notebook = NotebookNode(self.template)
        notebook.cells = []
        self._append_extras(notebook, -1)
        for position, original in enumerate(self.template.cells):
            notebook.cells.append(self._rebuilt(position, original))
            self._append_extras(notebook, position)
        return Intake(notebook, list(dict.fromkeys(self.notes)))

    def _rebuilt(self, position: int, original: NotebookNode) -> NotebookNode:
        cell = NotebookNode({**original, "metadata": NotebookNode(original.metadata)})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        submitted = self.matched.get(position)
        name = grade_id(cell)
        if submitted is None:
            if name:
                self.notes.append(f"The cell `{name}` was missing and was restored as it was released.")
            return cell
        if is_answer(cell):
            cell.source = self._shown(submitted.source, cell.cell_type, f"The cell `{name}`")
            if submitted.kind != cell.cell_type:
                self.notes.append(
                    f"The cell `{name}` had been changed to type {submitted.kind[:20]!r}; it was changed back."
                )
        if cell.cell_type == "code" and is_training(cell):
            cell.outputs = as_submitted(submitted.outputs, self.budget)
        return cell

    def _append_extras(self, notebook: NotebookNode, anchor: int) -> None:
        for cell in self.extras.get(anchor, []):
            make, kind = (new_code_cell, "code") if cell.kind == "code" else (new_markdown_cell, "markdown")
            source = self._shown(cell.source, kind, "An added cell")
            notebook.cells.append(make(source, id=f"{EXTRA_ID}{len(notebook.cells)}"))

    def _shown(self, source: str, kind: str, name: str) -> str:
        """A source that can be shown in a short time: cut to its cap, lines of nothing but space emptied."""
        cap = SOURCE_CAP if kind == "code" else TEXT_CAP
        if len(source) > cap:
            self.notes.append(f"{name} was cut: it had more than {cap} characters.")
        return "\n".join("" if line.isspace() else line for line in source[:cap].split("\n"))


def as_submitted(outputs: list, budget: Budget) -> list[NotebookNode]:
    """Pictures and plain text of submitted outputs, under a line that says what they are; within the budget."""
    cell = new_code_cell()
    keep = OutputFilter(cell, SUBMITTED_OUTPUT_CAP, budget)
    for output in outputs[:200]:
        if isinstance(output, dict):
            keep.take(text(output.get("output_type")), output)
    if cell.outputs:
        heading = NotebookNode(
            output_type="stream", name="stdout", text="As submitted; not run when graded.\n"
        )
        cell.outputs.insert(0, heading)
    return cell.outputs
