"""Scored checks: a share of a check's weight, from the check to the reports; and cells that are judged by themselves."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.checks import runner
from autograder.course import load_course
from autograder.grading import feedback
from autograder.grading.excerpt import code_of, excerpt
from autograder.grading.grader import check_results
from autograder.grading.respondents import Reference, Student
from autograder.grading.session import Session
from autograder.model import Grade
from autograder.sandbox.warm import servers
from autograder.trials import accuracy
from autograder.trials.scenarios import Scenario

CHECKS = '''
from autograder.checks import Score, cell

check = cell("model")


@check(weight=1)
def test_model_is_there():
    """There is a model."""


@check(weight=3, needs=[test_model_is_there], scored=True)
def test_model_is_good():
    """The model is good."""
    return {returned}


@check(weight=0, needs=[test_model_is_good])
def test_after_it():
    """Something that needs a good model."""
'''


@pytest.fixture
def graded(tmp_path):
    """A function: the results of a folder with a scored check that returns something; the cell has 5 points."""

    def run(returned: str):
        (tmp_path / "test_model.py").write_text(CHECKS.replace("{returned}", returned))
        outcomes = runner.run_checks((tmp_path,), None, None, seed=1)
        return {r.id: r for r in check_results(outcomes, {"model": 5.0}, load_course())}

    return run


def test_a_share_earns_that_part_of_the_points_and_counts_as_failed(graded):
    checks = graded('Score(0.6, "Dice 0.6 of 1.", "Try more.")')
    good = checks["test_model_is_good"]
    assert (good.status, good.points, good.max_points) == ("failed", 2.25, 3.75)
    assert good.message == "Dice 0.6 of 1.\nHint: Try more."
    assert checks["test_after_it"].status == "skipped"


def test_a_full_share_passes_and_still_says_what_was_reached(graded):
    checks = graded('Score(1.0, "Dice 0.8 of 1.")')
    good = checks["test_model_is_good"]
    assert (good.status, good.points, good.message) == ("passed", 3.75, "Dice 0.8 of 1.")
    assert checks["test_after_it"].status == "passed"


@pytest.mark.parametrize("returned", ["0.5", "None", 'Score(1.5, "")', 'Score(float("nan"), "")'])
def test_what_is_no_score_is_the_graders_own_fault(graded, returned):
    good = graded(returned)["test_model_is_good"]
    assert (good.status, good.points) == ("error", 0.0)


def test_a_check_that_is_not_scored_may_return_nothing(tmp_path):
    without = CHECKS.replace(", scored=True", "").replace("{returned}", 'Score(1.0, "")')
    (tmp_path / "test_model.py").write_text(without)
    (outcome,) = [
        o for o in runner.run_checks((tmp_path,), None, None, seed=1) if o.id == "test_model_is_good"
    ]
    assert outcome.status == "error"


def test_feedback_and_accuracy_understand_a_part(graded):
    checks = list(graded('Score(0.6, "Dice 0.6 of 1.")').values())
    grade = Grade(
        assignment="a", student="s", status="graded", score=3.5, max_score=5, seconds=1, checks=checks
    )
    assert "◐ The model is good. [in part, 2.25 of 3.75 points]" in feedback._plain(checks)
    scenario = Scenario(Path("weak.py"), "wrong", "weak", (), fails=frozenset({"test_model_is_good"}))
    assert accuracy.judge(scenario, grade).complaint == ""
    assert "3.5 of 5" in accuracy.judge(Scenario(Path("weak.py"), "right", "weak", ()), grade).complaint


def notebook(**cells):
    """A notebook of solution cells by name; a name that starts with an underscore is no solution cell."""
    made = []
    for name, source in cells.items():
        cell = new_code_cell(source)
        if not name.startswith("_"):
            cell.metadata["nbgrader"] = {"grade_id": name, "solution": True, "grade": False}
        made.append(cell)
    return new_notebook(cells=made)


CELLS = {
    "_imports": "import math",
    "one": "def one():\n    x = 1\n    return x",
    "two": "two = 2",
    "three": "def three():\n    return one() + helper()",
    "_extra": "def helper():\n    return 0",
    "open": "def answer():\n    x = three()\n    return x",
}


def test_an_excerpt_keeps_what_a_cell_mentions_and_all_that_is_no_solution():
    assert code_of(excerpt(notebook(**CELLS), "open")) == [CELLS[k] for k in CELLS if k != "two"]
    assert code_of(excerpt(notebook(**CELLS), "two")) == [CELLS[k] for k in ("_imports", "two", "_extra")]


def test_an_excerpt_of_what_cannot_be_parsed_is_everything():
    cells = CELLS | {"two": "two ="}
    assert code_of(excerpt(notebook(**cells), "open")) == list(cells.values())


@pytest.fixture
def respondents(tmp_path, session):
    """A function: the student with a notebook, and the reference, whose cells are CELLS; and how many kernels
    were made for cells alone."""
    made = []

    def alone(part):
        made.append(part)
        return session(*code_of(part))

    def make(**changed):
        reference = Reference(notebook(**CELLS), None, tmp_path, seed=1, open_session=alone)
        run = session(*(CELLS | changed).values())
        run.notebook = notebook(**(CELLS | changed))
        return Student(run, 1, reference, alone), made

    return make


def test_a_cell_with_the_references_code_gets_the_references_answer(respondents):
    student, made = respondents(two="two = 'another'")
    assert student.alone("open").call("answer") == 1
    assert student.alone("open").call("answer") == 1
    assert len(made) == 1  # the reference's, whose answer is kept


def test_other_code_is_run_by_itself(respondents):
    student, made = respondents(two="two = 'another'", open="def answer():\n    return 'two' in globals()")
    assert student.alone("open").call("answer") == False  # noqa: E712, an array
    assert len(made) == 1
    student, _ = respondents(one="def one():\n    return 5")
    assert student.alone("open").call("answer") == 5


def test_pytorch_keeps_to_the_threads_of_a_session_on_a_warm_server():
    limits = load_course().limits
    source = "import torch\ndef threads():\n    return torch.get_num_threads()"
    cells = new_notebook(cells=[new_code_cell(source)])
    with Session(cells, "torch", limits, server=servers.address("torch"), threads=1) as session:
        session.run()
        assert Student(session, 1).call("threads") == 1
