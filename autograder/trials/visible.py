"""The visible tests of a notebook, run on a submission of our own making in the sandbox, as grading never does.

They carry no points, and must say what the hidden checks say: what is right passes them, and what fails that of a cell
loses points there.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.course import Course
from autograder.grading.grader import Graded, course_notebook
from autograder.grading.intake import take_in
from autograder.grading.session import Session
from autograder.model import CheckResult, Grade
from autograder.notebook import grade_id, is_test, solution_cell
from autograder.sandbox.warm import servers


def run_visible_tests(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> Graded:
    """What came of the visible tests, in the form of a grade without points: a check for each test cell.

    seed: not used; a batch grades so (see autograder.batch.pool.Grader)
    """
    template = course_notebook(course.release_notebook(assignment))
    notebook = take_in(data, template, course.limits.notebook_mib).notebook
    tests = {index: grade_id(cell) for index, cell in enumerate(notebook.cells) if is_test(cell)}
    _let_run([notebook.cells[index] for index in tests])
    framework = course.assignment(assignment).framework
    server = servers.address(framework, course.root)
    with Session(notebook, framework, course.limits, server=server, threads=1) as session:
        session.run()
    results = [
        CheckResult(
            id=name,
            cell=solution_cell(name),
            title=name,
            status="failed" if index in session.errors else "passed",
            points=0,
            max_points=0,
            message=session.errors[index].message if index in session.errors else "",
        )
        for index, name in tests.items()
    ]
    who = {"assignment": assignment, "student": student, "status": "graded", "score": 0, "max_score": 0}
    return Graded(Grade(**who, reason=" ".join(session.notes), seconds=0, checks=results), None)


def _let_run(cells: list[NotebookNode]) -> None:
    """Make provided cells of test cells, which a session leaves out."""
    for cell in cells:
        del cell.metadata["nbgrader"]
