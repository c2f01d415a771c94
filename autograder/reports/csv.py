"""The marks as a spreadsheet: one row per submission."""

import csv
import re
from io import StringIO
from pathlib import Path

from autograder.files import write_whole
from autograder.model import Grade, Results, points_text

COLUMNS = (
    "assignment", "student", "status", "score", "max_score",
    "passed", "failed", "skipped", "error", "seconds", "reason", "sandbox",
)  # fmt: skip

# Where a formula begins: at the start of a cell, or after what some spreadsheets (by language) take for the end of one,
# quotes or not. The signs are those of ASCII, and what looks or counts the same in other scripts.
_FORMULA = re.compile(r"""^(?=[\t\r\n])|(?:^|(?<=[,;|\t\r\n]))(?=[\s"']*[=+\-@＝＋－＠﹦﹢﹣﹫−])""")


def write_csv(results: Results, path: Path) -> None:
    """Write COLUMNS and a row per grade, UTF-8, making the file's folder where needed."""
    table = StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows(_row(grade) for grade in results.grades)
    write_whole(path, table.getvalue().encode())


def _row(grade: Grade) -> dict[str, str | int]:
    counts = grade.counts
    return {
        "assignment": inert(grade.assignment),
        "student": inert(grade.student),
        "status": grade.status,
        "score": points_text(grade.score),
        "max_score": points_text(grade.max_score),
        **{status: counts[status] for status in ("passed", "failed", "skipped", "error")},
        "seconds": f"{grade.seconds:.1f}",
        "reason": inert(grade.reason),
        "sandbox": grade.sandbox,
    }


def inert(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula (these run on the instructor's machine)."""
    return _FORMULA.sub("'", text)
