"""Gradescope's `results.json`: one submission, a test per check, as its autograder documentation describes the file.

`gradescope.schema.json` beside this module is that description. Tests say what feedback says, and nothing more: the
checks' sentences and messages; what is printed while grading is for instructors alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import groupby
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.model import CheckResult, Grade, Results
from autograder.reports import markdown

_SHOWN = {"visibility": "visible", "stdout_visibility": "hidden", "output_format": "md"}


def write_gradescope(
    results: Results, path: Path, extra: dict[str, Any], leaderboard: Collection[str]
) -> None:
    """Write the file of the one submission of these results; where there is no grade, that a person must look.

    extra: kept by Gradescope with the submission, and not shown to students
    leaderboard: ids of checks whose points stand on it
    """
    report = _graded(results.grades[0], extra, leaderboard) if results.grades else not_graded()
    write_whole(path, f"{json.dumps(report, indent=2)}\n".encode())


def not_graded() -> dict[str, Any]:
    """What is reported when the grader itself fails, or is ended: a file must be there, and it is no mark."""
    return {"score": 0, "output": markdown.NOT_GRADED, **_SHOWN}


def _graded(grade: Grade, extra: dict[str, Any], leaderboard: Collection[str]) -> dict[str, Any]:
    report = {
        "score": _rounded(grade.score),
        "execution_time": round(grade.seconds, 1),
        "output": markdown.told(grade),
        **_SHOWN,
        "test_name_format": "md",
        "test_output_format": "md",
        "extra_data": {"status": grade.status, "sandbox": grade.sandbox, **extra},
        "tests": list(_tests(grade.checks)),
        "leaderboard": [
            {"name": check.title, "value": _rounded(check.points)}
            for check in grade.checks
            if check.id in leaderboard
        ],
    }
    return {key: value for key, value in report.items() if value not in ("", [])}


def _tests(checks: list[CheckResult]) -> Any:
    """A test per check, numbered by cell and place in it."""
    for number, (cell, of_cell) in enumerate(groupby(checks, key=lambda check: check.cell), start=1):
        for place, check in enumerate(of_cell, start=1):
            test = {
                "number": f"{number}.{place}",
                "name": f"`{cell}`: {markdown.text(check.title or check.id)}",
                "score": _rounded(check.points),
                "max_score": _rounded(check.max_points),
                "status": "passed" if check.status == "passed" else "failed",
                "visibility": "visible",
                "output": markdown.message(check),
                "output_format": "md",
            }
            yield test if test["output"] else {key: test[key] for key in test if not key.startswith("output")}


def _rounded(points: float) -> float:
    """Points are sums of thirds and the like."""
    return round(points, 4)
