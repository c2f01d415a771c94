"""What a cell of a course notebook is: the one place that reads nbgrader's metadata and the solution's markers.

Cells may be nbformat's or plain dicts, as ``json`` gives them. What a *submission* says about its cells is not
trusted, and is read by `autograder.grading.intake` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

Cell = Mapping[str, Any]

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
MARKERS = re.compile(r"(BEGIN|END) (SOLUTION|MARK SCHEME|HIDDEN TESTS)")
# Behind a sentence that pins something, in a brief or a docstring: the ids of its requirements.
_REQUIREMENTS = re.compile(r"[ \t]*<!-- req: ([^\n]*?) -->")
_REQUIREMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TRAIN_TAG = "train"
EXTRA_ID = "extra-"  # how the ids begin of cells that a student added
_TEST_PREFIX = "test_"


class Kind(StrEnum):
    """What a cell is for."""

    SOLUTION = "solution"  # code that the student writes; its points are those of its test cell
    TEST = "test"  # the visible test of a solution cell, which carries the points of the hidden checks
    QUESTION = "question"  # an answer that a person grades
    TRAINING = "training"  # provided, takes long, is not run when grading
    PROVIDED = "provided"  # text, or code that is run
    EXTRA = "extra"  # a cell that the student added


def kind_of(cell: Cell) -> Kind:
    """The kind of a cell of a release, a reference or a rebuilt submission."""
    marks = nbgrader_marks(cell)
    if marks.get("solution"):
        return Kind.QUESTION if marks.get("grade") or cell["cell_type"] != "code" else Kind.SOLUTION
    if marks.get("grade") and cell["cell_type"] == "code":
        return Kind.TEST
    if TRAIN_TAG in cell["metadata"].get("tags", ()):
        return Kind.TRAINING
    return Kind.EXTRA if str(cell.get("id", "")).startswith(EXTRA_ID) else Kind.PROVIDED


def nbgrader_marks(cell: Cell) -> Mapping[str, Any]:
    """nbgrader's part of a cell's metadata; empty for a cell that nbgrader does not know."""
    return cell["metadata"].get("nbgrader", {})


def grade_id(cell: Cell) -> str:
    """nbgrader's name of a cell; empty for a cell that nbgrader does not know."""
    return nbgrader_marks(cell).get("grade_id", "")


def is_test(cell: Cell) -> bool:
    """Whether a cell carries the points of checks (and not those of an answer graded by hand)."""
    return kind_of(cell) is Kind.TEST


def is_answer(cell: Cell) -> bool:
    """Whether what a cell says is the student's: a solution, or the answer to a question."""
    return bool(nbgrader_marks(cell).get("solution"))


def is_solution(cell: Cell) -> bool:
    """Whether a cell holds code that the student writes."""
    return cell["cell_type"] == "code" and is_answer(cell)


def is_training(cell: Cell) -> bool:
    """Whether a cell trains, or draws what was trained."""
    return TRAIN_TAG in cell["metadata"].get("tags", ())


def is_run(cell: Cell) -> bool:
    """Whether a cell is run when grading: training earns nothing, and visible tests carry no points."""
    code = cell["cell_type"] == "code" and bool("".join(cell["source"]).strip())
    return code and not is_test(cell) and not is_training(cell)


def points_of_cell(cell: Cell) -> float:
    """The points that a test cell or a question carries; 0 for every other cell."""
    marks = nbgrader_marks(cell)
    return float(marks["points"]) if marks.get("grade") else 0.0


def test_cell(solution_cell: str) -> str:
    """The grade_id of the test cell that carries the points of a solution cell."""
    return f"{_TEST_PREFIX}{solution_cell}"


def solution_cell(test: str) -> str:
    """The grade_id of the solution cell whose points a test cell carries."""
    return test.removeprefix(_TEST_PREFIX)


def points_of(cells: Iterable[Cell]) -> dict[str, float]:
    """The points that checks can give for each solution cell: those of the test cell that bears its name."""
    return {solution_cell(grade_id(cell)): points_of_cell(cell) for cell in cells if is_test(cell)}


def points_by_hand(cells: Iterable[Cell]) -> float:
    """The points that a person gives: those of the questions."""
    return sum(points_of_cell(cell) for cell in cells if kind_of(cell) is Kind.QUESTION)


def named_cells(cells: Iterable[Cell]) -> Iterator[tuple[str, Cell]]:
    """The (grade_id, cell) of the cells that have a grade_id."""
    return ((name, cell) for cell in cells if (name := grade_id(cell)))


def solution_lines(source: str) -> Iterator[tuple[int, str]]:
    """The (number, line) of the lines of a reference's cell that students do not get, markers among them."""
    inside = False
    for number, line in enumerate(source.splitlines(), start=1):
        inside = (inside or BEGIN_SOLUTION in line) and END_SOLUTION not in line
        if inside:
            yield number, line


def without_markers(source: str) -> str:
    """A solution as it is provided to a later assignment: without the lines that mark it."""
    marks = (BEGIN_SOLUTION, END_SOLUTION)
    lines = without_requirements(source).splitlines()
    return "\n".join(line for line in lines if line.strip() not in marks)


def requirements(text: str) -> tuple[str, ...]:
    """The ids of the requirements in a script or the source of a cell, in their order, each once.

    A sentence that pins something has them behind it: ``<!-- req: mean-over-batch, one-number -->``. Several sentences
    that say the same have the same id. ValueError for what is no id.
    """
    ids = [id.strip() for found in _REQUIREMENTS.findall(text) for id in found.split(",")]
    for id in ids:
        if not _REQUIREMENT.fullmatch(id):
            raise ValueError(f"req: found {id!r}; allowed: small letters and digits, joined by hyphens")
    return tuple(dict.fromkeys(ids))


def without_requirements(source: str) -> str:
    """The source of a cell as students get it: without the ids of requirements."""
    return _REQUIREMENTS.sub("", source)
