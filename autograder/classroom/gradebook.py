"""Grades into nbgrader's gradebook, so that formgrader, feedback and export find them.

`record` is the only way in: `nbgrader autograde` and `autograder grade --gradebook` both call it.
It writes what nbgrader's own autograde step would (student, submission, points per test cell, late
penalty, the graded notebook under autograded/), with the points of the checks in place of what
nbgrader would read from the outputs of cells. Who opens a gradebook calls
`autograder.classroom.adaptation.adapt_nbgrader` first.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from math import fsum, isclose
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment, Gradebook, InvalidEntry, MissingEntry
from nbgrader.preprocessors import SaveAutoGrades, SaveCells
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution, is_task
from sqlalchemy import create_engine, false, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.batch.pool import GradedSubmission
from autograder.batch.submissions import SECRET, TIMESTAMP
from autograder.classroom import late
from autograder.course import Course
from autograder.errors import CourseError, GradebookError
from autograder.files import replace_folder, try_folder
from autograder.grading import feedback
from autograder.model import Grade
from autograder.notebook import grade_id, is_test, test_cell
from autograder.roster import STUDENT_ID, Person, Roster

GRADE = "grade.json"  # beside the graded notebook: what every check said
_LOCK = 0x6E626772  # any number, by which graders know each other; locks are apart for each database


def record(
    graded: GradedSubmission,
    course: Course,
    db_url: str,
    *,
    timestamp: datetime | None = None,
    secret: str = "",
    notebook_dir: Path | None = None,
) -> None:
    """Write one graded submission into the gradebook at `db_url` and its notebook into a folder.

    `timestamp` is when it was submitted (with a zone, or naive in UTC); None where that is not known,
    which is never late. `secret` is that of nbgrader's exchange, by which students find their feedback. The notebook goes to `<notebook_dir>/<student>/<assignment>/`, by default below
    `autograded/` of the course folder, and replaces what was there. Marks that a person gave in the
    formgrader stay. Without a notebook (rejected, or lost by the grader) every cell is flagged for
    grading by hand, and the released notebook says why. GradebookError when the database cannot be
    used, or holds another version of the assignment.
    """
    grade, assignment, student = graded.grade, graded.grade.assignment, graded.grade.student
    if not STUDENT_ID.fullmatch(student):
        raise GradebookError(f"a student's id may not be {student!r}; rename the student's folder")
    folder = (notebook_dir or course.root / "autograded") / student / assignment
    as_it_ran = graded.notebook
    notebook = feedback.attach(as_it_ran or _untouched(course, assignment), grade)
    place = {"notebook": assignment, "assignment": assignment, "student": student, "db_url": db_url}
    save = SaveCheckPoints(grade, is_lost=as_it_ran is None)
    try:
        _every_check_has_its_cell(grade, notebook)
        with one_at_a_time(db_url):
            ensure_assignment(course, db_url, assignment)
            with _submission(grade, course, db_url, timestamp):
                save.preprocess(notebook, {"nbgrader": place})
                late.assign(db_url, course, assignment, student)
                notes = _notes(timestamp, secret) | {GRADE: grade.model_dump_json(indent=2)}
                _write(folder, notebook, assignment, notes)
    except (SQLAlchemyError, InvalidEntry) as error:
        raise GradebookError(f"the database says: {_words(error)}") from error
    except OSError as error:
        raise GradebookError(f"{folder} cannot be written: {error.strerror or error}") from error


@contextmanager
def _submission(grade: Grade, course: Course, db_url: str, timestamp: datetime | None) -> Iterator[None]:
    """Enter student and submission; when the block fails, a new submission goes again.

    It would stay behind as a zero that looks like a mark.
    """
    known = {} if timestamp is None else {"timestamp": naive_utc(timestamp)}
    with open_gradebook(db_url, course) as gradebook:
        gradebook.update_or_create_student(grade.student)
        try:
            gradebook.find_submission(grade.assignment, grade.student)
            is_new = False
        except MissingEntry:
            is_new = True
        gradebook.update_or_create_submission(grade.assignment, grade.student, **known)
    try:
        yield
    except BaseException:
        if is_new:
            with open_gradebook(db_url, course) as gradebook:
                gradebook.remove_submission(grade.assignment, grade.student)
        raise


def _every_check_has_its_cell(grade: Grade, notebook: NotebookNode) -> None:
    there = {grade_id(cell) for cell in notebook.cells if is_test(cell)}
    if lost := {test_cell(check.cell) for check in grade.checks} - there:
        raise GradebookError(
            f"checks give points to cells that the assignment does not have: {', '.join(sorted(lost))}"
        )


class SaveCheckPoints(SaveAutoGrades):
    """nbgrader's step that saves the points of every cell, taking them from the checks of a grade.

    A cell is flagged for grading by hand when one of its checks met a fault of the grader, when the grade
    says so (`Grade.by_hand`), when it is a text answer, when a person has graded it before, and when the
    student's notebook `is_lost`: it was rejected, or the grader did not survive it.
    """

    def __init__(self, grade: Grade, *, is_lost: bool, **traits: Any) -> None:
        super().__init__(**traits)
        self.grade, self.is_lost = grade, is_lost

    def _add_score(self, cell: NotebookNode, resources: dict) -> None:
        entry = self.gradebook.find_grade(
            grade_id(cell), self.notebook_id, self.assignment_id, self.student_id
        )
        entry.auto_score, by_hand = self._points(cell)
        entry.needs_manual_grade = by_hand or entry.auto_score is None or entry.manual_score is not None
        self.gradebook.db.commit()

    def _points(self, cell: NotebookNode) -> tuple[float | None, bool]:
        """Points of a cell, None where only a person can tell, and whether a person has to look."""
        if self.is_lost:
            return 0.0 if self.grade.status == "rejected" else None, True
        if not is_test(cell):
            is_elsewhere = grade_id(cell) in self.grade.by_hand  # so that it is not a zero for no response
            return None if is_elsewhere else determine_grade(cell, self.log)[0], is_elsewhere
        checks = [check for check in self.grade.checks if test_cell(check.cell) == grade_id(cell)]
        earned = _exact(fsum(check.points for check in checks), cell.metadata.nbgrader["points"])
        return earned, any(check.status == "error" or check.cell in self.grade.by_hand for check in checks)

    def _add_comment(self, cell: NotebookNode, resources: dict) -> None:
        # "No response." would be wrong where the cells shown are not the student's, or the answer may stand elsewhere.
        if not self.is_lost and grade_id(cell) not in self.grade.by_hand:
            super()._add_comment(cell, resources)


def _exact(earned: float, most: float) -> float:
    """Points freed from rounding: full marks are exactly the cell's points and never more, and nobody reads 3.999999999."""
    return float(most) if isclose(earned, most, abs_tol=1e-5) else round(earned, 6)


@contextmanager
def open_gradebook(db_url: str, course: Course) -> Iterator[Gradebook]:
    """The gradebook at a database URL (`sqlite:///path` or a server's), made when it is new.

    GradebookError when it cannot be opened.
    """
    with _opening():
        opened = Gradebook(db_url, course_id(course))
    with opened as gradebook:
        yield gradebook


@contextmanager
def one_at_a_time(db_url: str) -> Iterator[None]:
    """Only one grader is in this block, of all who record in the same gradebook; not to be nested.

    nbgrader looks whether a table or a row is there, and makes it where it is not: two at once would both make it.
    GradebookError when the gradebook cannot be opened. Servers other than PostgreSQL are not locked.
    """
    with _opening():
        engine = create_engine(db_url)
    with ExitStack() as held:
        held.callback(engine.dispose)
        if engine.dialect.name == "sqlite":
            with suppress(
                OSError
            ):  # where this cannot be written, neither can the gradebook, which says so itself
                lock = os.open(f"{engine.url.database}.lock", os.O_RDONLY | os.O_CREAT, 0o666)
                held.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX)
        elif engine.dialect.name == "postgresql":
            with _opening():
                held.enter_context(engine.begin()).execute(select(func.pg_advisory_xact_lock(_LOCK)))
        yield


@contextmanager
def _opening() -> Iterator[None]:
    """A path that is none, another file, a driver that is missing: all are GradebookError."""
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        raise GradebookError(f"it cannot be opened: {_words(error)}") from error


def _words(error: Exception) -> str:
    """What a database says, in a line."""
    return str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]


def course_id(course: Course) -> str:
    """The course's name in nbgrader's form: no spaces or slashes, as it becomes a folder's name."""
    return "-".join(course.name.replace("/", " ").split())


def ensure_assignment(course: Course, db_url: str, assignment: str) -> None:
    """Make the gradebook know the released assignment, its cells and points, and its due time.

    The due time is that of grading.yml, also when it was changed there later. GradebookError when
    cells were added or removed after students were graded, as their marks would lose their place.
    """
    release = _untouched(course, assignment)
    with open_gradebook(db_url, course) as gradebook:
        set_due_time(gradebook, course, assignment)
        if _is_known(gradebook, assignment, release):
            return
    place = {"notebook": assignment, "assignment": assignment, "db_url": db_url}
    try:
        SaveCells().preprocess(release, {"nbgrader": place})
    except RuntimeError as error:
        raise GradebookError(
            f"{error}. The released {assignment} has other cells than the one in the gradebook; "
            "go back to that release, or start with a new gradebook."
        ) from error


def make_ready(course: Course, db_url: str, assignments: Iterable[str], roster: Roster | None = None) -> None:
    """Make the gradebook, its assignments and its students before there is something to record: that takes seconds.

    GradebookError when it cannot be written, or holds another version of an assignment; OSError when the graded
    notebooks cannot be written.
    """
    try:
        with one_at_a_time(db_url):
            with open_gradebook(db_url, course) as gradebook:
                # What may only read is told by a change of nothing.
                gradebook.db.execute(update(Assignment).where(false()).values(name=""))
                gradebook.db.rollback()
                for person in roster.people.values() if roster else ():
                    _enter(gradebook, person)
            for assignment in assignments:
                ensure_assignment(course, db_url, assignment)
    except SQLAlchemyError as error:
        raise GradebookError(f"it cannot be written: {_words(error)}") from error
    try_folder(course.root / "autograded")


def _enter(gradebook: Gradebook, person: Person) -> None:
    """Let the gradebook know somebody as the roster does; what it does not say stays as it is."""
    known = {name: getattr(person, name) for name in ("first_name", "last_name", "email", "lms_user_id")}
    gradebook.update_or_create_student(person.id, **{name: value for name, value in known.items() if value})


def set_due_time(gradebook: Gradebook, course: Course, assignment: str) -> None:
    """Enter an assignment with the due time of grading.yml, or bring that up to date."""
    gradebook.update_or_create_assignment(assignment, duedate=naive_utc(course.assignment(assignment).due))


def _is_known(gradebook: Gradebook, assignment: str, release: NotebookNode) -> bool:
    """Whether the gradebook has exactly the release's cells (same sources, same points)."""
    try:
        known = gradebook.find_notebook(assignment, assignment)
    except MissingEntry:
        return False
    marked = [c for c in release.cells if is_grade(c) or is_solution(c) or is_locked(c) or is_task(c)]
    sources = {grade_id(cell): cell.metadata.nbgrader.get("checksum") for cell in marked}
    points = {grade_id(cell): float(cell.metadata.nbgrader["points"]) for cell in marked if is_grade(cell)}
    return sources == {cell.name: cell.checksum for cell in known.source_cells} and points == {
        cell.name: cell.max_score for cell in known.grade_cells
    }


def _untouched(course: Course, assignment: str) -> NotebookNode:
    path = course.release_notebook(assignment)
    if not path.is_file():
        raise CourseError(f"{path} does not exist; make it with: autograder release {assignment}")
    return nbformat.read(path, as_version=4)


def naive_utc(time: datetime) -> datetime:
    """A time as nbgrader stores it: in UTC, without saying so."""
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)


def timestamp_text(time: datetime) -> str:
    """A time as nbgrader writes it, in UTC."""
    return naive_utc(time).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _notes(timestamp: datetime | None, secret: str) -> dict[str, str]:
    """What nbgrader's later steps look for beside the graded notebook: files by name."""
    known = {TIMESTAMP: timestamp and timestamp_text(timestamp), SECRET: secret}
    return {name: text for name, text in known.items() if text}


def _write(folder: Path, notebook: NotebookNode, name: str, notes: dict[str, str]) -> None:
    """Put the graded notebook into its folder, read-only like nbgrader's; all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".graded-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / folder.name
        fresh.mkdir()
        nbformat.write(notebook, fresh / f"{name}.ipynb")
        for note, text in notes.items():
            (fresh / note).write_text(text, encoding="utf-8")
        for path in fresh.iterdir():
            path.chmod(0o444)
        replace_folder(fresh, folder)
