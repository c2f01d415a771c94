"""Code that one assignment provides and another asks for: written once, in the earlier one's reference.

A provided cell of ``solutions/cvae/cvae.py`` that begins with ``# %% from="vae.kl_divergence"`` holds what the
solution cell ``kl_divergence`` of ``vae`` says, without the lines that mark the solution. ``autograder release``
fills such cells in, so that a mend in one place reaches all. Who can read the later assignment can read that
solution, so it must not be out before the last day on which the earlier one earns marks.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import jupytext
from nbformat import NotebookNode

from autograder.course import Course
from autograder.errors import CourseError
from autograder.notebook import grade_id, is_solution, without_markers

KEY = "from"


def fill_in(id: str, course: Course) -> list[str]:
    """Bring the provided cells of ``solutions/<id>/<id>.py`` up to date; the origins of those that were changed.

    CourseError when a cell names something that there is not.
    """
    path = course.solution_script(id)
    notebook = jupytext.read(path)
    changed = [cell for cell in _borrowed(notebook) if cell.source != _lent(cell, id, course)]
    for cell in changed:
        cell.source = _lent(cell, id, course)
    if changed:
        jupytext.write(notebook, path, fmt="py:percent")
    return [cell.metadata[KEY] for cell in changed]


def out_of_date(id: str, course: Course) -> list[str]:
    """The origins of provided cells that `fill_in` would change. CourseError as there."""
    cells = _borrowed(jupytext.read(course.solution_script(id)))
    return [cell.metadata[KEY] for cell in cells if cell.source != _lent(cell, id, course)]


def given_away(id: str, course: Course) -> set[str]:
    """The assignments whose solutions, or parts of them, students read in this one."""
    return {
        cell.metadata[KEY].partition(".")[0] for cell in _borrowed(jupytext.read(course.solution_script(id)))
    }


def too_early(id: str, course: Course) -> list[str]:
    """The assignments that this one gives away while they can still earn marks, by the dates of grading.yml.

    Who gives away one edition of an assignment gives away all of them.
    """
    release = course.assignment(id).release
    lent = {edition for other in given_away(id, course) for edition in course.editions(other)}
    dues = {other: course.assignment(other).due for other in sorted(lent)}
    closed = {other: due + timedelta(days=course.late.max_days) for other, due in dues.items()}
    return [o for o, last in closed.items() if datetime.combine(release, time.min, last.tzinfo) < last]


def _borrowed(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if KEY in cell.metadata]


def _lent(cell: NotebookNode, id: str, course: Course) -> str:
    """What a provided cell must say."""
    origin = cell.metadata[KEY]
    place = f'{course.solution_script(id)}: a cell with {KEY}="{origin}"'
    assignment, _, name = origin.partition(".")
    if assignment not in course.assignments or assignment == id:
        others = ", ".join(other for other in course.assignments if other != id)
        raise CourseError(f"{place}: found the assignment {assignment!r}; allowed: {others}")
    solutions = {
        grade_id(c): c.source
        for c in filter(is_solution, jupytext.read(course.solution_script(assignment)).cells)
    }
    if name not in solutions:
        raise CourseError(f"{place}: found the solution cell {name!r}; allowed: {', '.join(solutions)}")
    return without_markers(solutions[name])
