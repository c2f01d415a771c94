"""The checks judge every known submission as they should: `autograder accuracy` has nothing to complain about."""

import os

import pytest

from autograder.course import load_course
from autograder.errors import SandboxUnavailable
from autograder.model import CheckResult, Grade
from autograder.sandbox import bubblewrap
from autograder.trials import accuracy, joint, scenarios
from autograder.trials.accuracy import Accuracy, Verdict

COURSE = load_course()
SEED = 20  # the same questions at every run; `autograder accuracy` asks new ones


def has_sandbox() -> bool:
    try:
        bubblewrap.ensure_available()
    except SandboxUnavailable:
        return False
    return True


@pytest.mark.timeout(3600)
@pytest.mark.skipif(not has_sandbox(), reason="no sandbox on this machine: see `autograder doctor`")
@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_known_submissions_are_judged_as_they_should_be(assignment):
    """All right ones, and wrong ones enough for every check to be failed; `make accuracy` grades all of them, one by one."""
    result = accuracy.measure(COURSE, assignment, jobs=os.cpu_count() or 2, seed=SEED, together=True)
    assert not result.complaints, str(result)
    assert result.of("right")


@pytest.mark.parametrize("assignment", COURSE.assignments)
def test_some_of_the_wrong_submissions_fail_all_checks_that_all_of_them_fail(assignment):
    faults = scenarios.all_of(COURSE, assignment, "wrong")
    some = joint.needed(faults)
    assert len(some) == len({fault.name for fault in some}) <= len(faults)
    assert set().union(*(fault.fails for fault in some)) == set().union(*(fault.fails for fault in faults))


def verdict(kind, name, statuses, complaint=""):
    """What came of a submission to whose checks, a point each, these statuses were given."""
    checks = [
        CheckResult(
            id=id,
            cell="shape",
            title=id,
            status=status,
            points=float(status == "passed"),
            max_points=1,
            message="!",
        )
        for id, status in statuses.items()
    ]
    score = sum(check.points for check in checks)
    grade = Grade(
        assignment="tiny",
        student=name,
        status="graded",
        score=score,
        max_score=len(checks),
        seconds=0,
        checks=checks,
    )
    return Verdict(kind, name, f"It is {name}.", grade, complaint)


REFERENCE = verdict("given", accuracy.REFERENCE, {"test_a": "passed", "test_b": "passed"})
UNTOUCHED = verdict("given", accuracy.UNTOUCHED, {"test_a": "failed", "test_b": "skipped"})


def test_a_check_that_nothing_fails_is_complained_about():
    wrong = verdict("wrong", "off", {"test_a": "failed", "test_b": "skipped"})
    result = Accuracy("tiny", 1, [REFERENCE, UNTOUCHED, wrong])
    assert result.unneeded == ["test_b"]
    assert result.complaints == ["no wrong submission fails test_b: is it needed?"]


def test_the_table_shows_checks_against_wrong_submissions():
    wrong = [
        verdict("wrong", "two", {"test_a": "passed", "test_b": "failed"}),
        verdict("wrong", "one", {"test_a": "failed", "test_b": "skipped"}),
    ]
    result = Accuracy("tiny", 1, [REFERENCE, UNTOUCHED, *wrong])
    head, a, b, *names = str(result).splitlines()
    assert head.split() == ["shape,", "points:", "2", "1", "2"]
    assert (a.split(), b.split()) == (["test_a", "✗"], ["test_b", "·", "✗"])
    assert a.index("✗") == b.index("·") == head.index("1")
    assert b.index("✗") == head.index("2", head.index("1"))
    assert names[:2] == [" 1  −2     one: It is one.", " 2  −1     two: It is two."]  # the dearest first
    assert names[-1].startswith("tiny: 2 wrong caught, 0 escaped; 0 right full, 0 failed")
    assert "every check is needed" in names[-1]
    assert result.complaints == []


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ({"test_a": "failed", "test_b": "passed"}, ""),
        ({"test_a": "failed", "test_b": "skipped"}, ""),
        ({"test_a": "passed", "test_b": "passed"}, "escaped: full marks"),
        ({"test_a": "failed", "test_b": "failed"}, "also fails test_b"),
        ({"test_a": "passed", "test_b": "failed"}, "does not fail test_a"),
        ({"test_b": "failed"}, "its file names test_a: no such check"),
    ],
)
def test_a_wrong_submission_must_fail_exactly_its_checks(tmp_path, statuses, said):
    path = tmp_path / "tiny" / "wrong" / "one.py"
    path.parent.mkdir(parents=True)
    path.write_text('"""Wrong.\n\nfails: test_a\n"""\n')
    judged = accuracy.judge(accuracy.scenarios.load(path), verdict("wrong", "one", statuses).grade)
    assert (said in judged.complaint) if said else not judged.complaint


@pytest.mark.parametrize(
    ("status", "said"), [("passed", ""), ("failed", "0 of 1 points"), ("error", "0 of 1 points")]
)
def test_a_right_submission_must_get_full_marks(tmp_path, status, said):
    path = tmp_path / "tiny" / "right" / "one.py"
    path.parent.mkdir(parents=True)
    path.write_text('"""Right."""\n')
    judged = accuracy.judge(accuracy.scenarios.load(path), verdict("right", "one", {"test_a": status}).grade)
    assert (said in judged.complaint) if said else not judged.complaint


def visible(status):
    """What came of the visible test of the cell "shape"."""
    results = {"test_shape": status}
    return verdict("wrong", "one", results).grade


@pytest.mark.parametrize(
    ("kind", "sections", "statuses", "test", "is_untrue"),
    [
        ("right", "", {"test_a": "passed"}, "passed", False),
        ("right", "", {"test_a": "passed"}, "failed", True),
        ("wrong", "# %% shape\nx = 1\n", {"test_a": "failed"}, "failed", False),
        ("wrong", "# %% shape\nx = 1\n", {"test_a": "failed"}, "passed", False),
        ("wrong", "# %% shape.area\nx = 1\n", {"test_a": "passed"}, "failed", True),
        (
            "wrong",
            "# %% other\nx = 1\n",
            {"test_a": "passed"},
            "failed",
            False,
        ),  # it may use what is wrong there
    ],
)
def test_a_visible_test_must_not_say_no_of_a_cell_that_keeps_its_points(
    tmp_path, kind, sections, statuses, test, is_untrue
):
    path = tmp_path / "tiny" / kind / "one.py"
    path.parent.mkdir(parents=True)
    fails = "\n\nfails: test_a\n" if kind == "wrong" else ""
    path.write_text(f'"""One.{fails}"""\n{sections}')
    judged = accuracy.judge(scenarios.load(path), verdict(kind, "one", statuses).grade, visible(test))
    assert ("fails the visible test of shape, where it keeps all points: !" in judged.complaint) == is_untrue


@pytest.mark.parametrize(("says", "complaint"), [("!", ""), ("?", "is not told: ?")])
def test_a_wrong_submission_must_be_told_what_its_file_says(tmp_path, says, complaint):
    path = tmp_path / "tiny" / "wrong" / "one.py"
    path.parent.mkdir(parents=True)
    path.write_text(f'"""Wrong.\n\nfails: test_a\nsays: {says}\n"""\n')
    judged = accuracy.judge(scenarios.load(path), verdict("wrong", "one", {"test_a": "failed"}).grade)
    assert judged.complaint.partition("\n")[0] == complaint
