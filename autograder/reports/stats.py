"""What a class got wrong: how hard each check was, how well it tells strong from weak, and what was said most often.

Submissions that are missing, were rejected or wait for a person are counted, and left out of all other figures.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import get_args

import numpy as np
from pydantic import BaseModel, ConfigDict

from autograder.errors import SubmissionError
from autograder.files import write_whole
from autograder.model import CheckResult, Grade, GradeStatus, Results
from autograder.reports.csv import inert

COMMONEST = 3  # messages of a check that are told
SAME = 1e-9  # points that differ by less are equal


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class CheckStatistics(_Frozen):
    """One check over the class. Shares are of those submissions that were graded, 0 to 1.

    points: the mean share of its points that was earned; of a check without points, `passed`
    discrimination: the correlation of having passed with the rest of the score, -1 to 1 (point-biserial, corrected for the
        check's own points); None where all passed or none, or all others' scores are equal
    messages: the commonest of those that failed it, without hints, and how often each was said
    """

    id: str
    cell: str
    title: str
    passed: float
    failed: float
    skipped: float
    points: float
    max_points: float
    discrimination: float | None
    messages: list[tuple[str, int]]


class AssignmentStatistics(_Frozen):
    """One assignment over the class; marks in points, before late penalties, seconds of the grader's clock.

    alpha: Cronbach's, k / (k - 1) · (1 - Σ variances of the checks' points / variance of the score), k checks with points
        (Cronbach, Psychometrika 1951); None for fewer than two submissions or checks, or where all scores are equal
    """

    assignment: str
    graded: int
    rejected: int
    needs_manual_grade: int
    missing: int
    max_score: float
    mean: float | None
    quartiles: tuple[float, float, float] | None
    alpha: float | None
    median_seconds: float | None
    checks: list[CheckStatistics]


class Statistics(_Frozen):
    """What `autograder stats --json` writes."""

    assignments: list[AssignmentStatistics]


def read_results(paths: Sequence[Path]) -> Results:
    """The grades of several results files; of a submission that is in more than one, the last. Raises SubmissionError."""
    grades: dict[tuple[str, str], Grade] = {}
    for path in paths:
        try:
            read = Results.model_validate_json(path.read_bytes())
        except ValueError as error:
            why = str(error).splitlines()[0]
            raise SubmissionError(f"{path}: no results file of `autograder grade --json`: {why}") from None
        grades.update({(grade.assignment, grade.student): grade for grade in read.grades})
    return Results(grades=list(grades.values()))


def statistics(results: Results) -> Statistics:
    """The figures of each assignment, in the order in which these come."""
    of: dict[str, list[Grade]] = {}
    for grade in results.grades:
        of.setdefault(grade.assignment, []).append(grade)
    return Statistics(assignments=[_assignment(name, grades) for name, grades in of.items()])


def _assignment(name: str, grades: list[Grade]) -> AssignmentStatistics:
    counts = Counter(grade.status for grade in grades)
    graded = [grade for grade in grades if grade.status == "graded"]
    scores = np.array([grade.score for grade in graded])
    points = _points(graded)
    return AssignmentStatistics(
        assignment=name,
        **{status: counts[status] for status in get_args(GradeStatus)},
        max_score=max(grade.max_score for grade in grades),
        mean=float(scores.mean()) if graded else None,
        quartiles=tuple(map(float, np.quantile(scores, (0.25, 0.5, 0.75)))) if graded else None,
        alpha=cronbach(np.stack(list(points.values()), axis=1)) if points else None,
        median_seconds=float(np.median([grade.seconds for grade in graded])) if graded else None,
        checks=[_check(id, graded, scores) for id in points],
    )


def _points(grades: list[Grade]) -> dict[str, np.ndarray]:
    """By the id of each check, the points that each submission earned; 0 where it was not asked. Order: the grader's."""
    ids = dict.fromkeys(check.id for grade in grades for check in grade.checks)
    earned = [{check.id: check.points for check in grade.checks} for grade in grades]
    return {id: np.array([each.get(id, 0.0) for each in earned]) for id in ids}


def cronbach(points: np.ndarray) -> float | None:
    """Cronbach's alpha of points (submissions, checks); see AssignmentStatistics. Checks that nobody varies in count."""
    counted = points[:, points.max(axis=0, initial=0) > 0]
    n, k = counted.shape
    total = counted.sum(axis=1).var() if n else 0.0
    if n < 2 or k < 2 or total < SAME:
        return None
    return float(k / (k - 1) * (1 - counted.var(axis=0).sum() / total))


def _check(id: str, grades: list[Grade], scores: np.ndarray) -> CheckStatistics:
    asked = [
        (score, check)
        for score, grade in zip(scores, grades, strict=True)
        for check in grade.checks
        if check.id == id
    ]
    checks = [check for _, check in asked]
    passed = np.array([check.status == "passed" for check in checks], float)
    rest = np.array([score - check.points for score, check in asked])
    most = max(check.max_points for check in checks)
    earned = np.mean([check.points for check in checks]) / most if most else passed.mean()
    return CheckStatistics(
        id=id, cell=checks[0].cell, title=checks[0].title,
        **{status: float(np.mean([c.status == status for c in checks])) for status in ("passed", "failed", "skipped")},
        points=float(earned), max_points=most, discrimination=discrimination(passed, rest),
        messages=Counter(_said(c) for c in checks if c.status == "failed").most_common(COMMONEST),
    )  # fmt: skip


def discrimination(passed: np.ndarray, rest: np.ndarray) -> float | None:
    """The point-biserial correlation of 0 and 1 with other scores; None where either is constant."""
    if np.ptp(passed) < SAME or np.ptp(rest) < SAME:
        return None
    return float(np.corrcoef(passed, rest)[0, 1])


def _said(check: CheckResult) -> str:
    """The first sentence of a message: what was wrong, without the hint and the student's own lines."""
    return check.message.partition("\n")[0].strip()


COLUMNS = ("assignment", "cell", "check", "title", "passed", "failed", "skipped", "points", "max_points", "discrimination",
           "commonest_message", "times")  # fmt: skip


def write_csv(found: Statistics, path: Path) -> None:
    """Write COLUMNS and a row per check, UTF-8, making the file's folder where needed."""
    table = StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    for each in found.assignments:
        for check in each.checks:
            message, times = check.messages[0] if check.messages else ("", "")
            figures = ("passed", "failed", "skipped", "points", "max_points", "discrimination")
            shown = {
                name: "" if (value := getattr(check, name)) is None else round(value, 4) for name in figures
            }
            texts = {
                "assignment": each.assignment,
                "cell": check.cell,
                "check": check.id,
                "title": check.title,
            }
            texts = {name: inert(text) for name, text in texts.items()}
            writer.writerow({**texts, **shown, "commonest_message": inert(message), "times": times})
    write_whole(path, table.getvalue().encode())


def write_json(found: Statistics, path: Path) -> None:
    """Write the figures as JSON, making the file's folder where needed."""
    write_whole(path, (found.model_dump_json(indent=2) + "\n").encode())
