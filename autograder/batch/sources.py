"""What students wrote, as text: the code of their solution cells and of the cells that they added."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.batch.submissions import Submission, Unreadable
from autograder.course import Course
from autograder.grading.grader import course_notebook
from autograder.grading.intake import Rejection, take_in
from autograder.notebook import Kind, grade_id, kind_of

WRITTEN = (Kind.SOLUTION, Kind.EXTRA)


def written(
    submissions: Iterable[Submission], course: Course, left_out: Callable[[str], Any]
) -> dict[str, dict[str, str]]:
    """By assignment and student, the code that the student handed in, cell by cell.

    left_out: is told why, where a submission cannot be read
    """
    releases: dict[str, NotebookNode] = {}
    texts: dict[str, dict[str, str]] = {}
    for each in submissions:
        if each.assignment not in releases:
            releases[each.assignment] = course_notebook(course.release_notebook(each.assignment))
        most = course.limits.notebook_mib
        try:
            taken = take_in(each.read(most), releases[each.assignment], most)
        except (Unreadable, Rejection) as why:
            left_out(f"{each.student}, {each.assignment}: {why}")
            continue
        texts.setdefault(each.assignment, {})[each.student] = _joined(taken.notebook.cells)
    return texts


def given(assignment: str, course: Course) -> list[str]:
    """What nobody has from a fellow student: the release, and the reference that solves it."""
    solution = json.loads(course.solution_notebook(assignment).read_bytes())
    return ["\n".join(_code(notebook["cells"])) for notebook in (course.released(assignment), solution)]


def _joined(cells: Iterable[NotebookNode]) -> str:
    own = [cell for cell in cells if cell.cell_type == "code" and kind_of(cell) in WRITTEN]
    return "\n\n".join(f"# {grade_id(cell) or 'an added cell'}\n{cell.source.rstrip()}" for cell in own)


def _code(cells: Iterable[Any]) -> Iterator[str]:
    return ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
