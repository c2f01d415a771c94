"""An edition, the same assignment in another framework, is judged by the checks of the first, and by its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import jupytext
import pytest

from autograder import cli
from autograder.batch.resume import circumstances
from autograder.checks.runner import declared
from autograder.classroom import pair, release
from autograder.course import Course, load_course
from autograder.errors import ChecksError
from autograder.model import Results
from autograder.notebook import grade_id
from autograder.reports.html import write_html
from autograder.trials import accuracy, attacks, mutants

GRADING = """\
name: small
assignments:
  other: {title: Other, framework: numpy, release: 2027-01-01, due: 2027-01-15 23:59:00+01:00}
"""
OWN_CHECK = '''
"""Hidden checks of what can only go wrong in PyTorch."""

from autograder.checks import assert_close, cell, lab, probe

from .common import inputs

check = cell("log_likelihood")


@check(needs=["test_log_likelihood_is_a_scalar"], asks=["likelihood-has-a-gradient"])
def test_log_likelihood_has_a_gradient(student, reference, rng):
    """A gradient comes through `log_likelihood` to the mean."""
    x, mean, log_var = inputs(rng)
    mean = probe.variable(mean)
    gradient = probe.gradient(lab.log_likelihood(x, mean, log_var), wrt=[mean])
    assert_close(student.ask(gradient), reference.ask(gradient))
'''
OWN_FAULT = '''
"""The log-likelihood is cut off from its arguments.

fails: test_log_likelihood_has_a_gradient
"""
# %% log_likelihood
def log_likelihood(x, mean, log_var):
    distances = (x - mean) ** 2 / torch.exp(log_var)
    log_densities = -0.5 * (distances + log_var + math.log(2 * math.pi))
    return (torch.mean(torch.sum(log_densities, axis=1)) + 0 * mean.sum()).detach()
'''


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with a tiny assignment in numpy, and an edition of it in PyTorch; nothing is released yet."""
    (tmp_path / "grading.yml").write_text(GRADING)
    for id, framework in (("tiny", "numpy"), ("tiny_torch", "torch")):
        options = ["--title", "Tiny", "--framework", framework, "--course", str(tmp_path)]
        assert cli.main(["new", id, *options]) == 0
    shutil.rmtree(tmp_path / "solutions/tiny_torch/checks")
    grading = (tmp_path / "grading.yml").read_text()
    (tmp_path / "grading.yml").write_text(
        grading.replace("framework: torch", "framework: torch\n    edition_of: tiny")
    )
    return load_course(tmp_path)


def write_own(course: Course) -> None:
    """Give the edition a sentence and a check of its own, and the fault that it finds."""
    folder = course.solution_folder("tiny_torch")
    notebook, last = folder / "tiny_torch.py", "<!-- req: mean-log-density -->"
    own = f"{last} It has a gradient. <!-- req: likelihood-has-a-gradient -->"
    notebook.write_text(notebook.read_text().replace(last, own))
    (folder / "checks").mkdir()
    (folder / "checks/test_gradients.py").write_text(OWN_CHECK)
    (folder / "submissions/wrong/detached.py").write_text(OWN_FAULT)


def names(course: Course, id: str) -> set[str]:
    return {check.id for check in declared(course.checks(id))}


@pytest.mark.timeout(300)
def test_an_edition_is_released_and_judged_by_the_checks_of_the_first_and_its_own(course: Course):
    write_own(course)
    assert release.main(course, ["tiny", "tiny_torch"]) == 0
    assert course.max_score("tiny_torch") == course.max_score("tiny") == 4
    result = accuracy.measure(course, "tiny_torch", jobs=2, seed=1)
    assert result.complaints == []
    assert {check.id for check in result.checks} == names(course, "tiny_torch")
    assert mutants.grade_mutants(course, "tiny_torch", jobs=2, seed=1, cells=["log_likelihood"]).escaped == []
    assert attacks.attack(course, "tiny_torch", jobs=2, seed=1).complaints == []
    grades = [v.grade for v in result.verdicts]
    index = write_html(Results(grades=grades), course.root / "reports", course).read_text()
    assert "Tiny (torch)" in index
    assert release.drift(course, ["tiny", "tiny_torch"]) == []


def test_the_checks_of_an_edition_are_those_of_the_first_and_its_own(course: Course):
    shared = names(course, "tiny")
    assert len(shared) == 4 and names(course, "tiny_torch") == shared
    write_own(course)
    assert names(course, "tiny_torch") == shared | {"test_log_likelihood_has_a_gradient"}
    assert names(course, "tiny") == shared


def test_no_file_of_an_edition_may_have_the_name_of_a_shared_one(course: Course):
    write_own(course)
    own = course.solution_folder("tiny_torch") / "checks"
    (own / "test_gradients.py").rename(own / "test_ascent_step.py")
    with pytest.raises(ChecksError, match=r"test_ascent_step.py already; give it another name"):
        declared(course.checks("tiny_torch"))


def test_a_change_of_checks_has_those_graded_again_whom_they_judge(course: Course):
    def now() -> dict[str, str]:
        return {id: circumstances(course, id) for id in course.assignments}

    write_own(course)
    before = now()
    shared, own = course.checks("tiny_torch")
    for folder, changed in ((shared, {"tiny", "tiny_torch"}), (own, {"tiny_torch"})):
        with next(folder.glob("test_*.py")).open("a") as file:
            file.write("\n# an afterthought\n")
        after = now()
        assert {id for id in after if after[id] != before[id]} == changed
        before = after


def _worth_more(notebook) -> None:
    cell(notebook, "test_ascent_step").metadata["nbgrader"]["points"] = 3


def _without_a_question(notebook) -> None:
    notebook.cells.remove(cell(notebook, "question_climbing"))


def _renamed(notebook) -> None:
    cell(notebook, "question_climbing").metadata["nbgrader"]["grade_id"] = "question_resting"


def cell(notebook, name: str):
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_worth_more, "its cell test_ascent_step is a test of 3 points, and in tiny, of which it is an edition, a test of 2"),
        (_without_a_question, "it has no cell question_climbing, unlike tiny, of which it is an edition"),
        (_renamed, "its cell question_resting is none of tiny, of which it is an edition"),
    ],
)  # fmt: skip
def test_an_edition_with_other_cells_or_points_is_not_released(course: Course, capsys, edit, said):
    script = course.solution_script("tiny_torch")
    notebook = jupytext.read(script)
    edit(notebook)
    jupytext.write(notebook, script, fmt="py:percent")
    pair.regenerate(script)
    assert release.main(course, ["tiny_torch"]) == 1
    assert said in capsys.readouterr().err
    assert any(said in line for line in release.drift(course, ["tiny_torch"]))
