"""The cells that the export puts above a notebook: a submission is the same with and without them."""

import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import opening
from autograder.course import load_course
from autograder.grading.grader import course_notebook
from autograder.grading.intake import Intake, take_in
from labkit.check import check

COURSE = load_course(Path(__file__).parents[1])
BADGES = opening.badges("https://github.com/example/course", "assignments/vae/vae.ipynb")
INSTALL = opening.install("https://github.com/example/course", "labkit-of-ours", "1.2", ["tensorflow"])
OLDER = opening.install("https://github.com/example/last-year.git", "labkit-of-ours", "0.9rc1", [])


def opened(notebook: nbformat.NotebookNode, *cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook with these cells, or with those of an export, above it."""
    return new_notebook(
        cells=[*(cells or (new_markdown_cell(BADGES), new_code_cell(INSTALL))), *notebook.cells],
        metadata=notebook.metadata,
    )


def taken(notebook: nbformat.NotebookNode, id: str) -> Intake:
    template = course_notebook(COURSE.release_notebook(id))
    return take_in(nbformat.writes(notebook).encode(), template, COURSE.limits.notebook_mib)


@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_a_submission_is_graded_the_same_with_and_without_them(assignment: str):
    notebook = nbformat.read(COURSE.solution_notebook(assignment), as_version=4)
    assert taken(opened(notebook), assignment) == taken(notebook, assignment)
    older = opened(notebook, new_code_cell(OLDER + "\n", metadata={"id": "colab"}))
    assert taken(older, assignment) == taken(notebook, assignment)


@pytest.mark.parametrize(
    "source",
    [
        f"{INSTALL}\nanswer = 42",
        INSTALL.replace("labkit-of-ours", 'x"; answer = 42; "'),
        "%pip install labkit",
    ],
)
def test_what_a_student_wrote_into_them_is_taken(source: str):
    notebook = nbformat.read(COURSE.release_notebook("vae"), as_version=4)
    found = taken(opened(notebook, new_code_cell(source)), "vae").notebook
    assert found.cells[0].source == source


def test_a_text_that_goes_on_is_not_looked_at_for_long():
    began = time.perf_counter()
    for text in (BADGES, INSTALL, OLDER):
        for end in range(0, len(text), 7):
            opening.is_opening(f"{text[:end]}{'a/' * 100_000}{text[end:]}.")
    assert time.perf_counter() - began < 10


def test_labkit_check_says_the_same_with_and_without_them(tmp_path: Path):
    marks = {"nbgrader": {"grade_id": "f", "solution": True, "grade": False}}
    notebook = new_notebook(cells=[new_code_cell("import labkit\nf = 1", metadata=marks)])
    reports = []
    for name, one in (("without", notebook), ("with", opened(notebook))):
        path = tmp_path / name / "vae.ipynb"
        path.parent.mkdir()
        nbformat.write(one, path)
        reports.append(check(path))
    assert reports[0] == reports[1] and reports[0].rows[0].status == "done"
