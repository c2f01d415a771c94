"""Marks in the files that learning platforms import into their gradebooks.

What each expects was taken from its own program or manual:

Canvas      https://github.com/instructure/canvas-lms, lib/gradebook_importer.rb
Moodle      https://docs.moodle.org/en/Grade_import: the columns of its own export, which the importer asks to assign
Blackboard  "Upload grades" of its manual: students by `Username`; columns by the number behind `|`, or else new ones
"""

import csv
from collections.abc import Callable, Sequence
from io import StringIO

from autograder.model import Column, points_text
from autograder.reports.csv import inert
from autograder.roster import Person

Rows = list[list[str]]


def canvas(people: Sequence[Person], columns: Sequence[Column]) -> str:
    """Its gradebook as exported: people by `ID`, or else by `SIS Login ID`; a second row says what can be had."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    most = ["    Points Possible", "", "", "", "", *(points_text(column.max_points) for column in columns)]
    who = [[_last_first(person), person.lms_user_id, "", person.id, ""] for person in people]
    return _text([[*header, *_names(columns)], most, *_rows(who, people, columns)])


def moodle(people: Sequence[Person], columns: Sequence[Column]) -> str:
    """Its grader report as exported: people by e-mail address or ID number, whichever is chosen when it is imported."""
    header = ["First name", "Last name", "ID number", "Email address"]
    who = [
        [inert(each.first_name), inert(each.last_name), each.lms_user_id or each.id, each.email]
        for each in people
    ]
    return _text([[*header, *_names(columns)], *_rows(who, people, columns)])


def blackboard(people: Sequence[Person], columns: Sequence[Column]) -> str:
    """Its grade centre as downloaded, every cell in quotes: people by `Username`, which is the student's id."""
    header = ["Last Name", "First Name", "Username", "Student ID"]
    who = [[inert(each.last_name), inert(each.first_name), each.id, each.lms_user_id] for each in people]
    rows = [[*header, *_names(columns)], *_rows(who, people, columns)]
    return "\ufeff" + _text(rows, csv.QUOTE_ALL)


def plain(people: Sequence[Person], columns: Sequence[Column]) -> str:
    """For a spreadsheet; a second row says what can be had."""
    header = ["id", "first_name", "last_name", "email", "lms_user_id", "group"]
    most = ["", "points possible", "", "", "", "", *(points_text(column.max_points) for column in columns)]
    who = [[inert(getattr(person, name)) for name in header] for person in people]
    return _text([[*header, *_names(columns)], most, *_rows(who, people, columns)])


FORMATS: dict[str, Callable[[Sequence[Person], Sequence[Column]], str]] = {
    "canvas": canvas,
    "moodle": moodle,
    "blackboard": blackboard,
    "csv": plain,
}


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.lms_name or inert(column.title) for column in columns]


def _rows(who: Rows, people: Sequence[Person], columns: Sequence[Column]) -> Rows:
    return [
        [*cells, *(_mark(column, person) for column in columns)]
        for cells, person in zip(who, people, strict=True)
    ]


def _mark(column: Column, person: Person) -> str:
    """Somebody's points, to two decimals; empty where there is no mark."""
    return points_text(column.points[person.id]) if person.id in column.points else ""


def _last_first(person: Person) -> str:
    return inert(", ".join(filter(None, [person.last_name, person.first_name])) or person.id)


def _text(rows: Rows, quoting: int = csv.QUOTE_MINIMAL) -> str:
    table = StringIO(newline="")
    csv.writer(table, quoting=quoting).writerows(rows)
    return table.getvalue()
