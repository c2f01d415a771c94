"""The class as `roster.csv` lists it: who takes the course, by which names other systems know them, and their groups.

    roster = load_roster(course)
    roster.people["ada"].email, roster.group("team-1")

`grading.yml` names the file (`roster: roster.csv`); its columns are those of `nbgrader db student import`, and some more:

    id,first_name,last_name,email,lms_user_id,group
    ada,Ada,Lovelace,ada@example.org,4711,team-1

Only `id` is needed: the name of the student's folder. What is wrong in the file is told with its line, all faults at once.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from io import StringIO
from pathlib import Path

from autograder.course import FILE_NAME, Course, did_you_mean
from autograder.errors import CourseError
from autograder.model import one_line

# Names of folders; shown on pages and in CSV files, which nbgrader writes without quoting.
STUDENT_ID = re.compile(r"\w[\w.@+=~ -]*")
_SEPARATORS = ",;\t"  # a spreadsheet's language decides which of them it writes


@dataclass(frozen=True)
class Person:
    """Who takes the course.

    id: the name of the student's folder, and in nbgrader; with an LMS, the name to log in with
    lms_user_id: the number that the LMS gives its users
    github: the name there, for folders of GitHub Classroom
    group: with whom the student hands in, where an assignment has `group_work`
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    github: str = ""
    group: str = ""

    @property
    def name(self) -> str:
        """First and last name; the id of who has none."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


COLUMNS = tuple(column.name for column in fields(Person))
_UNIQUE = ("id", "email", "lms_user_id", "github")


@dataclass(frozen=True)
class Roster:
    """Who takes the course, by id in the order of the file; nobody where the course has no roster.

    path: the file, None without one
    """

    path: Path | None = None
    people: dict[str, Person] = field(default_factory=dict)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The ids of each group's members."""
        groups: dict[str, list[str]] = {}
        for person in self.people.values():
            if person.group:
                groups.setdefault(person.group, []).append(person.id)
        return groups

    def group(self, name: str) -> str:
        """The group that this is the name of, or that the student of this id is in; empty for neither."""
        if name in self.groups:
            return name
        return self.people[name].group if name in self.people else ""


def load_roster(course: Course) -> Roster:
    """Read the course's roster. CourseError lists every fault of it, and who has an extension but does not stand in it."""
    if course.roster is None:
        return Roster()
    path = course.root / course.roster
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path}: is not in UTF-8; save it as CSV in UTF-8") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None
    people, faults = _people(text)
    unknown = [student for student in course.extensions if student not in people]
    problems = [f"{path}:{line}: {fault}" for line, fault in faults] + [
        f"{course.root / FILE_NAME}: extensions.{student}: nobody of that id in {path.name}{did_you_mean(student, people)}"
        for student in unknown
    ]
    if problems:
        raise CourseError("\n".join(map(one_line, problems)))
    return Roster(path, people)


def _people(text: str) -> tuple[dict[str, Person], list[tuple[int, str]]]:
    """The people that a text lists, and its faults, each with the number of its line."""
    first_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    people: dict[str, Person] = {}
    faults: list[tuple[int, str]]
    lines: dict[tuple[str, str], int] = {}  # where a value that only one may have stands
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if faults := [(1, fault) for fault in _faults_of_header(header)]:
            return {}, faults
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            values = [unicodedata.normalize("NFC", cell.strip()) for cell in row]
            if len(values) != len(header):
                faults.append((reader.line_num, f"{len(values)} cells; the first line has {len(header)}"))
                continue
            person = Person(**dict(zip(header, values, strict=True)))
            faults += [(reader.line_num, fault) for fault in _faults_of(person, lines)]
            lines |= dict.fromkeys(_unique(person), reader.line_num)
            if person.id:
                people[person.id] = person
    except csv.Error as error:
        faults.append((reader.line_num, f"not valid CSV: {error}"))
    if not people and not faults:
        faults.append((1, "nobody stands below it"))
    for person in people.values():
        if person.group in people:
            line = lines["id", person.id]
            faults.append((line, f"group: found {person.group!r}, which is a student's id, too"))
    return people, faults


def _faults_of_header(header: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            yield f"no column {name!r}{did_you_mean(name, COLUMNS)}; allowed: {', '.join(COLUMNS)}"
        elif header.count(name) > 1:
            yield f"column {name!r} twice"
    if "id" not in header:
        yield "no column 'id'; the first line names the columns"


def _faults_of(person: Person, lines: dict[tuple[str, str], int]) -> Iterator[str]:
    if not person.id:
        yield "id: missing"
    elif not STUDENT_ID.fullmatch(person.id):
        yield f"id: found {person.id!r}; allowed: what can be a folder's name, of letters, digits and .@+=~_-"
    for key in _unique(person):
        if key in lines:
            yield f"{key[0]}: {key[1]!r} stands in line {lines[key]}, too"


def _unique(person: Person) -> list[tuple[str, str]]:
    """What of a person nobody else may have; capitals make no other address."""
    values = [(column, getattr(person, column)) for column in _UNIQUE]
    return [(column, value if column == "id" else value.casefold()) for column, value in values if value]
