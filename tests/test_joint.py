"""Wrong submissions that are graded together are judged as if each had been graded by itself."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import CheckResult, Grade
from autograder.trials import joint, scenarios
from autograder.trials.scenarios import Scenario, Section

CELLS = "abcde"


def fault(number: int, cells: str, fails: str) -> Scenario:
    """It changes these cells, and fails the check test_X of each cell X that it is said to fail."""
    sections = tuple(Section(f"{cell}.part" if number % 2 else cell, "", f"{number}") for cell in cells)
    ids = frozenset(f"test_{cell}" for cell in fails)
    return Scenario(Path(f"/toy/submissions/wrong/{number}.py"), "wrong", f"Fault {number}.", sections, ids)


def graded(failed: frozenset[str]) -> Grade:
    """A grade of one check in each cell, a point each, some of them failed."""
    checks = [
        CheckResult(
            id=f"test_{cell}",
            cell=cell,
            title=cell,
            status="failed" if f"test_{cell}" in failed else "passed",
            points=float(f"test_{cell}" not in failed),
            max_points=1,
        )
        for cell in CELLS
    ]
    score = sum(check.points for check in checks)
    return Grade(
        assignment="toy", student="x", status="graded", score=score, max_score=5, seconds=0, checks=checks
    )


CELL_OF = {f"test_{cell}": cell for cell in CELLS}
SOME_CELLS = st.text(CELLS, min_size=1, max_size=3).map(lambda cells: "".join(sorted(set(cells))))


def is_as_said(scenario: Scenario, grade: Grade) -> bool:
    return {check.id for check in grade.checks if check.status == "failed"} == scenario.fails


@given(st.lists(st.tuples(SOME_CELLS, SOME_CELLS), max_size=12), st.integers(0, 11))
def test_each_has_the_grade_that_it_has_alone(pairs, untrue):
    """Also where one of them fails another check than its file says: its group is graded one by one."""
    faults = [fault(number, cells, fails) for number, (cells, fails) in enumerate(pairs)]
    alone = {
        one: graded(one.fails | {f"test_{min(one.cells)[0]}"} if number == untrue else one.fails)
        for number, one in enumerate(faults)
    }

    def grades_of(these):
        return {one: alone[one] for one in these}

    groups = joint.joined(faults, CELL_OF)
    assert sorted(one.name for _, group in groups for one in group) == sorted(one.name for one in faults)
    wholes = {}
    for whole, group in groups:
        assert len(whole.cells) == sum(len(one.cells) for one in group), "each cell is changed by one of them"
        failed = (check.id for one in group for check in alone[one].checks if check.status == "failed")
        wholes[whole] = graded(frozenset(failed))
    assert joint.apart(wholes, groups, graded(frozenset()), is_as_said, grades_of) == alone


def test_faults_of_different_cells_stand_in_one_submission():
    faults = [fault(0, "a", "a"), fault(1, "b", "b"), fault(2, "a", "a"), fault(3, "cd", "d")]
    assert [[one.name for one in group] for _, group in joint.joined(faults, CELL_OF)] == [
        ["0", "1", "3"],
        ["2"],
    ]


@pytest.mark.parametrize("section", scenarios.OTHER_SECTIONS)
def test_what_changes_more_than_cells_stays_alone(section):
    odd = Scenario(Path("/toy/submissions/wrong/odd.py"), "wrong", "Odd.", (Section(section, "", ""),))
    groups = joint.joined([fault(0, "a", "a"), odd, fault(1, "b", "b"), fault(2, "c", "d")], CELL_OF)
    assert [[one.name for one in group] for _, group in groups] == [["0", "1"], ["odd"], ["2"]]


def test_as_few_are_taken_as_together_fail_and_break_what_all_do():
    faults = [fault(0, "a", "a"), fault(1, "ab", "ab"), fault(2, "b", "b"), fault(3, "c", "c")]
    assert [one.name for one in joint.needed(faults)] == ["1", "3"]
