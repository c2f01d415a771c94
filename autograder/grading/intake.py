"""Bytes in, a notebook that is safe to run and to show out; or a Rejection with a reason.

The notebook is rebuilt from the released template. From the submission it takes only the source of the
solution cells (`autograder.grading.placing` finds them), the student's extra cells in their places, the plain
pictures of texts, and the plain outputs of training cells. All metadata, points, tags and cell types come from the
template.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.grading.album import Album
from autograder.grading.placing import Placed, place
from autograder.notebook import EXTRA_ID, grade_id, is_answer, is_solution, is_training
from autograder.opening import is_opening
from autograder.sandbox.outputs import Budget, OutputFilter
from labkit.notebook import Cell, NotebookError, read_notebook, text

# Characters of one code cell, of one text cell, and of all cells. What shows a notebook as a page takes time that
# grows with the square of some texts, and nobody stops it there.
SOURCE_CAP, TEXT_CAP, SOURCES_CAP = 100_000, 20_000, 1_000_000
SUBMITTED_OUTPUT_CAP = 1 << 16


class Rejection(Exception):
    """The bytes cannot be graded as a submission of this assignment; the text tells the student why."""


@dataclass
class Intake:
    """notebook: the rebuilt notebook; notes: what was found elsewhere, restored or left out, for the student and the
    instructor; by_hand: by grade_id, why a person has to look at a cell."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    by_hand: dict[str, str] = field(default_factory=dict)


def take_in(data: bytes, template: NotebookNode, cap_mib: int) -> Intake:
    """Rebuild the submission ``data`` on ``template``. Raises Rejection."""
    try:
        file = read_notebook(data, cap_mib)
    except NotebookError as error:
        raise Rejection(str(error)) from None
    album = Album()
    cells = [_mounted(cell, album) for cell in file.cells if not is_opening(cell.source)]
    if sum(len(c.source) for c in cells) > SOURCES_CAP:
        raise Rejection(f"The notebook's cells have more than {SOURCES_CAP} characters. Keep data in files.")
    placed = place(template, cells)
    if not placed.is_known:
        raise Rejection(
            "The notebook has none of this assignment's cells. Was a notebook of another assignment, or one "
            "made from scratch, handed in? Copy your work into the notebook that was released."
        )
    if album.lost:
        file.notes.append(
            f"{album.lost} of the pictures in texts are not shown: only PNG and JPEG, and not too large."
        )
    return _Rebuild(template, placed, [*file.notes, *placed.notes]).result()


def _mounted(cell: Cell, album: Album) -> Cell:
    if cell.kind == "code":
        return cell
    source, attachments = album.mount(cell)
    return replace(cell, source=source, attachments=attachments)


class _Rebuild:
    """Lays the submission's cells over the template's."""

    def __init__(self, template: NotebookNode, placed: Placed, notes: list[str]) -> None:
        self.template, self.placed, self.notes, self.budget = template, placed, notes, Budget()

    def result(self) -> Intake:
        notebook = NotebookNode(self.template)
        notebook.cells = []
        self._append_extras(notebook, -1)
        for position, original in enumerate(self.template.cells):
            notebook.cells.append(self._rebuilt(position, original))
            self._append_extras(notebook, position)
        return Intake(notebook, list(dict.fromkeys(self.notes)), self.placed.by_hand)

    def _rebuilt(self, position: int, original: NotebookNode) -> NotebookNode:
        cell = NotebookNode({**original, "metadata": NotebookNode(original.metadata)})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        submitted = self.placed.at.get(position)
        name = grade_id(cell)
        if position in self.placed.elsewhere:
            # The stub would take the place of what the student wrote.
            cell.source = f"# {self.placed.elsewhere[position]} has the code of this cell"
        elif submitted is None:
            if name:
                self.notes.append(f"The cell `{name}` was missing and was restored as it was released.")
        elif is_answer(cell):
            self._answer(cell, submitted)
        elif cell.cell_type == "code" and is_training(cell):
            cell.outputs = as_submitted(submitted.outputs, self.budget)
        return cell

    def _answer(self, cell: NotebookNode, submitted: Cell) -> None:
        """Put what the student wrote into a cell."""
        name = grade_id(cell)
        cell.source = self._shown(submitted.source, cell.cell_type, f"The cell `{name}`")
        if submitted.kind != cell.cell_type:
            self.notes.append(
                f"The cell `{name}` had been changed to type {submitted.kind[:20]!r}; it was changed back."
            )
        if submitted.kind != "code" and submitted.attachments and not is_solution(cell):
            cell.attachments = submitted.attachments

    def _append_extras(self, notebook: NotebookNode, anchor: int) -> None:
        for cell in self.placed.extras.get(anchor, []):
            make, kind = (new_code_cell, "code") if cell.kind == "code" else (new_markdown_cell, "markdown")
            source = self._shown(cell.source, kind, "An added cell")
            added = make(source, id=f"{EXTRA_ID}{len(notebook.cells)}")
            if kind == "markdown" and cell.attachments:
                added.attachments = cell.attachments
            notebook.cells.append(added)

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
        keep.take(text(output.get("output_type")), output)
    if cell.outputs:
        heading = NotebookNode(
            output_type="stream", name="stdout", text="As submitted; not run when graded.\n"
        )
        cell.outputs.insert(0, heading)
    return cell.outputs
