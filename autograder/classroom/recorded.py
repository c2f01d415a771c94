"""Which grades stand in a gradebook already, so that `--resume` touches only rows that have changed.

What a run has recorded is kept in `.cache/recorded/`, a file per gradebook: of each submission a digest of the grade, of
all else that decides what is written, of the rows as they were afterwards and of the graded notebook's file. As long as
all of these are the same, recording it again would change nothing. Marks that a person gave do not count.

nbgrader takes more than a second to import; this asks the database without it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course
from autograder.files import write_whole

if TYPE_CHECKING:
    from autograder.batch.pool import GradedSubmission

_ROWS = text(
    """
    select assignment.name, submitted_assignment.student_id, assignment.duedate, submitted_assignment.timestamp,
           base_cell.name, grade.auto_score
    from grade
    join base_cell on grade.cell_id = base_cell.id
    join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
    join assignment on submitted_assignment.assignment_id = assignment.id
    """
)


class Recorded:
    """The grades of a course that stand in the gradebook at a database URL as an earlier run wrote them."""

    def __init__(self, course: Course, db_url: str) -> None:
        self.course, self.db_url = course, db_url
        name = hashlib.sha256(_absolute(db_url).encode()).hexdigest()
        self._path = course.root / ".cache" / "recorded" / f"{name}.json"
        self._new: list[GradedSubmission] = []

    def has(self, outcome: "GradedSubmission") -> bool:
        """Whether recording this again would change nothing."""
        known, key = self._known, _key(outcome)
        return key in known and key in self._rows and known[key] == self._digest(outcome, self._rows)

    def add(self, outcome: "GradedSubmission") -> None:
        """Remember what was recorded just now."""
        self._new.append(replace(outcome, notebook_text=None))  # a class of notebooks takes a lot of memory

    def save(self) -> None:
        """Keep what was remembered, for later runs; without a writable `.cache` they record all again."""
        if self._new:
            rows = self._read_rows()
            known = self._known | {_key(outcome): self._digest(outcome, rows) for outcome in self._new}
            try:
                write_whole(self._path, json.dumps(known).encode())
            except OSError:  # which the run has told before
                pass

    def _digest(self, outcome: "GradedSubmission", rows: dict[str, str]) -> str:
        submission, grade = outcome.submission, outcome.grade
        folder = self.course.root / "autograded" / grade.student / grade.assignment
        parts = (
            grade.model_dump_json(),
            str(submission.submitted_at()),
            submission.secret(),
            self.course.late.model_dump_json(),
            self.course.assignment(grade.assignment).model_dump_json(),
            str(self.course.due(grade.assignment, grade.student)),
            rows.get(_key(outcome)),
            _state(folder / f"{grade.assignment}.ipynb"),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @cached_property
    def _known(self) -> dict[str, str]:
        """What is kept; nothing where it cannot be read."""
        try:
            known = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    @cached_property
    def _rows(self) -> dict[str, str]:
        return self._read_rows()

    def _read_rows(self) -> dict[str, str]:
        """Of each submission what its rows say, in one query; of none where the gradebook cannot be read."""
        cells: dict[str, list[str]] = defaultdict(list)
        try:
            for assignment, student, *values in self._query():
                cells[f"{assignment}/{student}"].append(repr(values))
        except (SQLAlchemyError, ImportError):
            return {}
        return {key: json.dumps(sorted(values)) for key, values in cells.items()}

    def _query(self) -> Iterator[tuple]:
        engine = create_engine(self.db_url)
        try:
            with engine.connect() as connection:
                yield from connection.execute(_ROWS)
        finally:
            engine.dispose()


def _absolute(db_url: str) -> str:
    """A database URL that means the same wherever it is said."""
    url = make_url(db_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return str(url.set(database=str(Path(url.database).absolute())) if is_file else url)


def _key(outcome: "GradedSubmission") -> str:
    return f"{outcome.grade.assignment}/{outcome.grade.student}"


def _state(path: Path) -> tuple[int, int] | None:
    """By which a file that was written anew is told from one that was not; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
