"""Grades as a page of Markdown, for a job's summary or a comment, and as annotations of a workflow on GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.files import write_whole
from autograder.model import CheckResult, Grade, Results
from autograder.reports import markdown
from autograder.reports.text import CHECK_MARKS, STATUS_LABELS, percent

MOST = 60_000  # characters: a comment on GitHub may have 65,536


def write_summary(results: Results, path: Path) -> None:
    """Write what a student should read of one grade; of several, a row each."""
    write_whole(path, summary(results).encode())


def summary(results: Results) -> str:
    """The page. What failed comes first, and it is cut where it would be too long for a comment."""
    match results.grades:
        case []:
            page = markdown.NOT_GRADED
        case [grade]:
            page = "\n\n".join(_of_one(grade))
        case grades:
            page = "\n".join(_of_several(grades))
    if len(page) > MOST:
        page = page[:MOST].rpartition("\n\n")[0] + "\n\n…"
    return f"{page}\n"


def annotations(results: Results, file: str) -> list[str]:
    """A line per check that failed, which GitHub shows at this file of the student's repository."""
    return [
        f"::error file={_property(file)},title={_property(f'{check.cell}: {check.title}')}::{_data(check.message)}"
        for grade in results.grades
        for check in grade.checks
        if check.status == "failed"
    ]


def _of_one(grade: Grade) -> Iterator[str]:
    yield f"## {markdown.text(grade.assignment)}: {markdown.points(grade)} ({percent(grade.share)})"
    if told := markdown.told(grade):
        yield told
    wrong = [check for check in grade.checks if check.status != "passed"]
    yield from (_check(check) for check in sorted(wrong, key=lambda check: check.status == "skipped"))
    if passed := [check for check in grade.checks if check.status == "passed"]:
        lines = "\n".join(f"- {_title(check)}" for check in passed)
        yield f"<details><summary>{len(passed)} of {len(grade.checks)} checks passed</summary>\n\n{lines}\n\n</details>"


def _check(check: CheckResult) -> str:
    return f"### {_title(check)}\n\n{markdown.message(check)}".strip()


def _title(check: CheckResult) -> str:
    mark, title = CHECK_MARKS[check.status], markdown.text(check.title or check.id)
    return f"{mark} `{check.cell}` {title} ({markdown.points(check)})"


def _of_several(grades: list[Grade]) -> Iterator[str]:
    yield "| Student | Assignment | Points | Status | Notes |"
    yield "|---|---|---|---|---|"
    for grade in grades:
        cells = (
            grade.student,
            grade.assignment,
            markdown.points(grade),
            STATUS_LABELS[grade.status],
            grade.reason,
        )
        yield f"| {' | '.join(map(markdown.text, cells))} |"


def _data(text: str) -> str:
    """As a workflow's command has it: in one line, so that no text can be a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
