"""The contract of a notebook: ids behind its sentences, checks that ask them, wrong submissions that meet them."""

from pathlib import Path

import nbformat
import pytest

from autograder.checks import runner
from autograder.course import load_course
from autograder.errors import ChecksError
from autograder.model import CheckResult, Grade
from autograder.notebook import requirements, without_markers, without_requirements
from autograder.trials import scenarios, sentences
from autograder.trials.accuracy import Verdict
from autograder.trials.contract import Contract

COURSE = load_course()
BRIEF = '''
# %% [markdown]
# The loss is one number, <!-- req: one-number --> averaged over the batch. <!-- req: mean, no-root -->
# %% nbgrader={"grade_id": "loss"}
def loss(x):
    """The loss. Returns one number. <!-- req: one-number -->"""
    ### BEGIN SOLUTION
    return 0
    ### END SOLUTION
'''
CHECKS = '''
from autograder.checks import cell

check = cell("loss")


@check(asks=["one-number"])
def test_number():
    """It is a number."""


@check(asks=["mean", "no-root"])
def test_mean():
    """It is the mean."""


@check
def test_more():
    """It is more."""
'''


@pytest.fixture
def folder(tmp_path):
    """A function that writes an assignment, a brief and its checks, and returns the folder of the checks."""

    def write(brief=BRIEF, checks=CHECKS):
        (tmp_path / "tiny" / "checks").mkdir(parents=True)
        (tmp_path / "tiny" / "tiny.py").write_text(brief)
        (tmp_path / "tiny" / "checks" / "test_loss.py").write_text(checks)
        return tmp_path / "tiny" / "checks"

    return write


def test_ids_stand_behind_sentences_and_are_taken_out_with_the_space_before_them():
    assert requirements(BRIEF) == ("one-number", "mean", "no-root")
    assert "number, averaged over the batch.\n" in without_requirements(BRIEF)
    assert 'one number."""' in without_requirements(BRIEF)
    assert requirements(without_requirements(BRIEF)) == ()
    assert "SOLUTION" not in without_markers(BRIEF) and requirements(without_markers(BRIEF)) == ()


@pytest.mark.parametrize(
    "path", sorted(COURSE.root.glob("assignments/*/*.ipynb")), ids=lambda path: path.stem
)
def test_students_see_no_ids(path: Path):
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells if "<!--" in cell.source or "req:" in cell.source] == []


def test_checks_know_what_they_ask(folder):
    asked = {outcome.id: outcome.asks for outcome in runner.declared((folder(),))}
    assert asked == {"test_number": ("one-number",), "test_mean": ("mean", "no-root"), "test_more": ()}


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        (BRIEF.replace("no-root", "no-roof"), "test_mean asks no-root, which no sentence of the notebook has; allowed: one-number"),
        ("", "allowed: none, as no sentence of the notebook has an id"),
        (BRIEF.replace("no-root", "No root"), "req: found 'No root'; allowed: small letters and digits"),
    ],
)  # fmt: skip
def test_a_misspelt_id_is_told_when_the_folder_is_loaded(folder, brief, said):
    with pytest.raises(ChecksError) as refusal:
        runner.declared((folder(brief),))
    assert said in str(refusal.value)


def wrong(tmp_path, name, fails, breaks=""):
    """A wrong submission that failed these checks, as its file says."""
    path = tmp_path / "tiny" / "submissions" / "wrong" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""Wrong.\n\nfails: {fails}\n' + (f"breaks: {breaks}\n" if breaks else "") + '"""\n')
    results = [
        CheckResult(id=id, cell="loss", title=id, status="failed", points=0, max_points=1)
        for id in fails.split(", ")
    ]
    who = {
        "assignment": "tiny",
        "student": name,
        "status": "graded",
        "score": 0,
        "max_score": 3,
        "seconds": 0,
    }
    return Verdict("wrong", name, "Wrong.", Grade(**who, checks=results), "", scenarios.load(path))


def contract(folder):
    return Contract(requirements(BRIEF), runner.declared((folder,)))


def test_a_requirement_is_met_by_who_fails_a_check_that_asks_it_alone_or_says_that_he_breaks_it(
    folder, tmp_path
):
    one, mean = wrong(tmp_path, "one", "test_number"), wrong(tmp_path, "mean", "test_mean", "mean")
    rows = contract(folder()).rows([one, mean])
    assert [(row.requirement, row.check.id, row.met_by) for row in rows] == [
        ("one-number", "test_number", ("one",)),
        ("mean", "test_mean", ("mean",)),
        ("no-root", "test_mean", ()),
    ]


def test_what_is_not_asked_not_met_or_not_pinned_is_complained_about(folder, tmp_path):
    checks = CHECKS.replace('asks=["one-number"]', "").replace("def test_more", "def test_other")
    untrue = wrong(tmp_path, "untrue", "test_mean", "one-number, mean")
    said = list(contract(folder(checks=checks)).complaints([untrue]))
    assert said == [
        "no check asks one-number, which the notebook pins",
        "no wrong submission meets no-root: one must fail a check that asks it, and say breaks: no-root",
        "test_number of loss asks nothing that the notebook pins",
        "test_other of loss asks nothing that the notebook pins",
        "wrong/untrue breaks one-number, which no check asks that it fails",
    ]


def test_of_a_notebook_without_ids_nothing_is_demanded(folder):
    plain = CHECKS.replace('(asks=["one-number"])', "").replace('(asks=["mean", "no-root"])', "")
    assert list(Contract((), runner.declared((folder("", plain),))).complaints([])) == []


SAYING = '''
"""A file of checks."""

HINT = "Look at the number of places."


def test_it(value, count):
    """It is what it should be."""
    require(value, "It is not what it should be.", "Look at the docstring of it.")
    known = {"The sum is taken, not the mean.": 1, f"It is {count} times too large, or more.": 2}
    raise Wrong(known, hint="Look at the factor again, please.")
'''


def test_sentences_that_nobody_meets_are_found_and_hints_are_none(tmp_path):
    path = tmp_path / "test_it.py"
    path.write_text(SAYING)
    texts = {
        "It is not what it should be.",
        "The sum is taken, not the mean.",
        "It is … times too large, or more.",
    }
    assert {sentence.text for sentence in sentences.sentences(path)} == texts
    messages = ["It is 17 times too large, or more.\nHint: look", "The sum is taken, not the mean."]
    assert [s.text for s in sentences.unmet([tmp_path], messages)] == ["It is not what it should be."]
