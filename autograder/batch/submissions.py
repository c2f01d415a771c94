"""Submissions on disk: find them, and read one without being led astray by it.

A submission is a student's folder of one assignment, as nbgrader collects it
(`submitted/<student>/<assignment>/<assignment>.ipynb`), or a notebook by itself. Nothing in it is
trusted: no link is followed, nothing but a regular file is opened, nothing too large is read.
"""

import hashlib
import json
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.batch.timestamps import time_of
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.model import one_line

SUFFIX, ARCHIVE = ".ipynb", ".zip"
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"
_NOTE_BYTES = 200  # of these two
_NAMES_SHOWN = 5


class Unreadable(Exception):
    """A submission whose notebook cannot be read; the message is the reason its student reads."""


class LeftOut(str):
    """Why a submission is not graded, in words; with whose it is, and of which assignment, where that is known."""

    student: str
    assignment: str

    def __new__(cls, reason: str, student: str = "", assignment: str = "") -> "LeftOut":
        """The reason, with these."""
        left_out = super().__new__(cls, reason)
        left_out.student, left_out.assignment = unicodedata.normalize("NFC", student), assignment
        return left_out


@dataclass(frozen=True, order=True)
class Submission:
    """Where a student's notebook for an assignment lies, or should lie."""

    student: str
    assignment: str
    path: Path

    def __post_init__(self) -> None:
        # A Mac writes é as two characters, which would be another student.
        object.__setattr__(self, "student", unicodedata.normalize("NFC", self.student))

    def read(self, most_mib: int) -> bytes:
        """The notebook's bytes; Unreadable with the reason when it is missing, a link or too large."""
        if self.path.parent.name == self.assignment and self.path.parent.is_symlink():
            raise Unreadable(f"the folder {self.assignment} is a symbolic link; hand in the folder itself")
        path = self._found()
        try:
            return _read_file(path, most_mib * 2**20)
        except FileNotFoundError:
            raise Unreadable(_missing(path)) from None
        except OSError as error:
            raise Unreadable(f"{path.name} cannot be read: {error.strerror}") from None

    def _found(self) -> Path:
        """The file that is read: the one of the right name or, where there is none, the only one that can be meant."""
        if os.path.lexists(self.path):
            return self.path
        folder = self.path.parent
        inside = [folder / name for name in _names(folder) if _is_folder(folder / name)]
        for places, is_meant in (((folder,), _is_notebook), ((folder,), _is_archive), (inside, _is_notebook)):
            found = [place / name for place in places for name in filter(is_meant, _names(place))]
            if found:
                return found[0] if len(found) == 1 else self.path
        return self.path

    def notes(self) -> list[str]:
        """What its student and the instructor should know about the files."""
        notes, found = [], self._found()
        if found != self.path and os.path.lexists(found):
            notes.append(f"{found.relative_to(self.path.parent)} was taken for {self.path.name}")
        if self.path.parent.name == self.assignment:
            names = filter(_is_notebook, _names(self.path.parent))
            if extra := [name for name in names if name not in (self.path.name, found.name)]:
                notes.append(f"not graded, as only {found.name} is: {listed(extra)}")
        if self.submitted_at() is None and os.path.lexists(self.path.with_name(TIMESTAMP)):
            notes.append(
                f"{TIMESTAMP} says no time that is plain, such as 2027-02-20 10:00:00 UTC: taken as in time"
            )
        return notes

    def digest(self, data: bytes) -> str:
        """Of all in a submission that its grade depends on: the bytes read, and what is told of its files."""
        notes = json.dumps(self.notes()).encode()
        return hashlib.sha256(hashlib.sha256(data).digest() + notes).hexdigest()

    def submitted_at(self) -> datetime | None:
        """When it was handed in, in UTC, by the timestamp.txt beside the notebook; None when that is not known."""
        try:
            return time_of(self._note(TIMESTAMP))
        except (OSError, Unreadable):
            return None

    def secret(self) -> str:
        """By which nbgrader's exchange knows who may read the feedback; empty when it came by another way."""
        try:
            return self._note(SECRET).decode("utf-8-sig")
        except (OSError, Unreadable, ValueError):
            return ""

    def _note(self, name: str) -> bytes:
        return _read_file(self.path.with_name(name), _NOTE_BYTES)


def find_submissions(
    paths: Iterable[Path],
    course: Course,
    assignment: str | None = None,
    left_out: Callable[[LeftOut], Any] = lambda problem: None,
) -> list[Submission]:
    """All submissions under `paths`, ordered by student, each once.

    A path is a notebook, the folder of a student's assignment, a student's folder, or a folder with
    a folder or a notebook per student. With `assignment`, only that one. CourseError for an unknown assignment;
    SubmissionError when a path holds none, or none that can be graded.

    left_out: is told, for each submission of a class that cannot be graded, why: nobody knows of which assignment it
        is, or two claim to be the same student's. It costs the class nothing else
    """
    if assignment is not None:
        course.assignment(assignment)
    found, problems = [], []
    for path in paths:
        # Absolute, so that "." has a name; not resolved, so that links stay visible.
        path = Path(os.path.abspath(path))
        before = len(found) + len(problems)
        found += _under(path, course, assignment, problems.append)
        if len(found) + len(problems) == before:
            raise SubmissionError(_nothing(path, course, assignment))
    alone = list(_without_doubles(found, problems.append))
    if not alone:
        raise SubmissionError("\n".join(problems))
    for problem in problems:
        left_out(problem)
    return sorted(alone)


def is_class(path: Path, course: Course) -> bool:
    """Whether a path is a folder with a folder or a notebook per student, and not one student's."""
    path = Path(os.path.abspath(path))
    is_one = path.name in course.assignments or not course.assignments.keys().isdisjoint(_names(path))
    return path.is_dir() and not is_one and not (path / f"{path.name}{SUFFIX}").exists()


def _without_doubles(found: Iterable[Submission], left_out: Callable[[LeftOut], Any]) -> Iterator[Submission]:
    """Each submission once, and none that another has the student's name of: nobody knows whose is whose."""
    places: dict[tuple[str, str], dict[Path, Submission]] = {}
    for submission in found:
        places.setdefault((submission.assignment, submission.student), {})[submission.path] = submission
    for (assignment, student), submissions in places.items():
        if len(submissions) == 1:
            yield from submissions.values()
        else:
            reason = (
                f"{'two' if len(submissions) == 2 else len(submissions)} notebooks for {assignment} by student {student}: "
                f"{' and '.join(shown(path) for path in submissions)}; grade them one at a time"
            )
            left_out(LeftOut(reason, student, assignment))


def _under(
    path: Path, course: Course, only: str | None, left_out: Callable[[LeftOut], Any]
) -> Iterator[Submission]:
    wanted = [only] if only else list(course.assignments)
    if not path.is_dir():
        if not os.path.lexists(path):
            raise SubmissionError(f"{shown(path)} does not exist")
        yield _single(path, course, only)
    elif path.name in course.assignments:
        if path.name in wanted:
            yield _submission(path.parent.name, path.name, path / f"{path.name}{SUFFIX}")
    elif not course.assignments.keys().isdisjoint(names := _names(path)):
        yield from _of_student(path, wanted, course)
    else:
        for name in names:
            try:
                # A student's folder may be a link the instructor made; what lies in it may not.
                if not name.startswith(".") and (path / name).is_dir():
                    yield from _of_student(path / name, wanted, course)
                elif _is_notebook(name):
                    yield _single(path / name, course, only)
            except SubmissionError as error:
                left_out(LeftOut(str(error), name if (path / name).is_dir() else ""))


def _of_student(folder: Path, wanted: list[str], course: Course) -> Iterator[Submission]:
    """Submissions of the one student whose folder this is; whatever lies in it is that student's."""
    names = _names(folder)
    places = {id: folder / id for id in wanted if id in names}
    places |= {id: folder for id in wanted if id not in names and f"{id}{SUFFIX}" in names}
    meant = [*filter(_is_notebook, names)] or [*filter(_is_archive, names)]
    others = [] if places else [folder / name for name in meant][:_NAMES_SHOWN]
    if others and len(wanted) == 1:
        places[wanted[0]] = folder
    elif others:
        # Notebooks of other names: their student is told so, once it is known which assignment they miss.
        known = {id for path in others if (id := _known_assignment(path, course))}
        places = dict.fromkeys(known or {_assignment_of(others[0], course)}, folder)
    for id, place in places.items():
        yield _submission(folder.name, id, place / f"{id}{SUFFIX}")


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(SUFFIX) and not name.startswith(".")


def _is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVE) and not name.startswith(".")


def _is_folder(path: Path) -> bool:
    """Whether it is a folder of the student's own, and not one that an editor hides."""
    return path.is_dir() and not path.is_symlink() and not path.name.startswith((".", "__MACOSX"))


def _single(path: Path, course: Course, only: str | None) -> Submission:
    """A notebook by itself: its assignment, and its student by the folders or else by its own name."""
    assignment = only or _assignment_of(path, course)
    folder = path.parent
    if folder.name == assignment:
        return _submission(folder.parent.name, assignment, path)
    return _submission(folder.name if path.stem == assignment else path.stem, assignment, path)


def _assignment_of(path: Path, course: Course) -> str:
    """The assignment that a notebook is of. SubmissionError when nobody knows."""
    if known := _known_assignment(path, course):
        return known
    raise SubmissionError(
        f"{shown(path)}: which assignment is it? say --assignment, one of {', '.join(course.assignments)}"
    )


def _known_assignment(path: Path, course: Course) -> str | None:
    """By the folder, the file's name, the notebook's own word, or because the course has only one."""
    for name in (path.stem, path.parent.name, _declared(path, course.limits.notebook_mib)):
        if name in course.assignments:
            return name
    return next(iter(course.assignments)) if len(course.assignments) == 1 else None


def _declared(path: Path, most_mib: int) -> str | None:
    """`labkit.assignment` of the notebook's metadata, None when it cannot be had."""
    try:
        declared = json.loads(_read_file(path, most_mib * 2**20))["metadata"]["labkit"]["assignment"]
    except (OSError, Unreadable, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    return declared if isinstance(declared, str) else None


def _submission(student: str, assignment: str, path: Path) -> Submission:
    if student in ("", ".", ".."):
        raise SubmissionError(
            f"{shown(path)}: {student!r} cannot be a student's name; rename the notebook or its folder"
        )
    return Submission(one_line(student), assignment, path)


def shown(path: Path) -> str:
    """A path as it may be shown on a terminal, and in one line."""
    return one_line(str(path))


def _read_file(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes; Unreadable when it is anything else."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise Unreadable(f"{path.name} is a symbolic link; hand in the file itself")
    if not stat.S_ISREG(mode):
        raise Unreadable(f"{path.name} is not a regular file")
    # The file may be swapped after the look at it: refuse links again, and do not wait for a pipe.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        is_small = stat.S_ISREG(status.st_mode) and status.st_size <= most
        data = file.read(most + 1) if is_small else None
    if data is None or len(data) > most:
        raise Unreadable(
            f"{path.name} is {status.st_size / 2**20:.1f} MiB; at most {most / 2**20:g} MiB are read"
        )
    return data


def _missing(path: Path) -> str:
    """What to say when the expected notebook is not there, with what is there instead."""
    names = _names(path.parent)
    notebooks = [name for name in names if _is_notebook(name)]
    if notebooks:
        return f"no {path.name} but {listed(notebooks)}: which of them is it? Hand in one"
    if names:
        return f"no {path.name} in the submission, only {listed(names)}"
    return f"no {path.name}: the submission is empty"


def listed(names: list[str]) -> str:
    """The first of some files' names, cut where they are long, and how many more there are."""
    first = ", ".join(name if len(name) <= 60 else f"{name[:57]}..." for name in names[:_NAMES_SHOWN])
    return f"{first} and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else first


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _nothing(path: Path, course: Course, only: str | None) -> str:
    ids = only or ", ".join(course.assignments)
    return (
        f"nothing to grade under {shown(path)}: no notebook, and no folder <student>/<assignment> for {ids}"
    )
