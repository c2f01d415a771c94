"""Reports for graders who must not know whose work they read: codes in the place of students' ids, and a key kept apart."""

import csv
import re
import secrets
from io import StringIO
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_whole
from autograder.model import Grade, Results

_HEADER = ["code", "id"]


def anonymous(results: Results, key: Path) -> Results:
    """The same results by codes. `key` says whose each is; it keeps the codes that it has, and is readable to its owner only.

    Ids are replaced in reasons as well. What students wrote themselves, a name in an answer, stays.
    """
    codes = codes_of(key)
    for grade in results.grades:
        codes.setdefault(grade.student, f"student-{secrets.token_hex(4)}")
    key.parent.mkdir(parents=True, exist_ok=True)
    key.touch(mode=0o600)
    table = StringIO(newline="")
    csv.writer(table).writerows([_HEADER, *((code, student) for student, code in codes.items())])
    write_whole(key, table.getvalue().encode())
    key.chmod(0o600)
    grades = [_coded(grade, codes) for grade in results.grades]
    return Results(grades=sorted(grades, key=lambda grade: (grade.assignment, grade.student)))


def _coded(grade: Grade, codes: dict[str, str]) -> Grade:
    whole = rf"(?<!\w){re.escape(grade.student)}(?!\w)"
    code = codes[grade.student]
    return grade.model_copy(update={"student": code, "reason": re.sub(whole, code, grade.reason)})


def codes_of(key: Path) -> dict[str, str]:
    """The code of each student that a key knows; of nobody where there is no file. CourseError when that is no key."""
    if not key.exists():
        return {}
    try:
        header, *rows = csv.reader(StringIO(key.read_text(encoding="utf-8"), newline=""))
        if header != _HEADER:
            raise ValueError
        return {student: code for code, student in rows}
    except (ValueError, csv.Error):
        raise CourseError(
            f"--anonymous: {key} is no key, a CSV file of the columns {' and '.join(_HEADER)}; name another"
        ) from None
