"""`labkit check` reads what the grader takes in, and refuses what it refuses, in the same words."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.grading.grader import course_notebook
from autograder.grading.intake import Rejection, take_in
from autograder.trials import scenarios
from labkit import check
from labkit.check import NotebookError, read

COURSE = load_course(Path(__file__).parents[1])


@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_every_submission_of_our_own_making(assignment: str, tmp_path: Path):
    """Of those that only say something else in a cell, one stands for all."""
    release = COURSE.release_notebook(assignment)
    every = scenarios.all_of(COURSE, assignment)
    changed = [s for s in every if {section.name for section in s.sections} & {"notebook", "bytes"}]
    for scenario in [every[0], *changed]:
        path = tmp_path / f"{scenario.kind}-{scenario.name}.ipynb"
        path.write_bytes(scenarios.build(COURSE, scenario))
        try:
            take_in(path.read_bytes(), course_notebook(release), COURSE.limits.notebook_mib)
            refused = ""
        except Rejection as rejection:
            refused = str(rejection)
        try:
            read(path)
        except NotebookError as error:
            assert refused in str(error), path.name
        else:
            ours = ("another assignment", "Keep data in files")  # what only the grader knows
            assert not refused or any(words in refused for words in ours), (path.name, refused)
        path.unlink()


@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_a_release_as_it_is_gets_no_advice(assignment: str):
    """A training cell may be called as the test of a cell is, which there is not."""
    path = COURSE.release_notebook(assignment)
    file = read(path)
    assert list(check._advice(path, file, check.Book(check._runnable(file.cells)))) == []
