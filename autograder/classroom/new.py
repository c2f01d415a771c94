"""`autograder new`: the skeleton of an assignment, which can be released and graded as it is, to be filled in.

    solutions/<id>/   notebook pair, hidden checks and submissions, from the templates in skeleton/
    grading.yml       one entry more, and all else letter for letter as it was

All files of skeleton/ are templates, see `autograder.classroom.templates`.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from autograder.classroom import pair
from autograder.classroom.templates import filled_in
from autograder.course import FILE_NAME, ID_PATTERN, Course, parse_course
from autograder.errors import CourseError

SKELETON = Path(__file__).with_name("skeleton")
NOTEBOOK = "notebook.py"
MODULES = {"numpy": "np", "tensorflow": "ops", "torch": "torch"}  # whose functions a notebook calls
WEEKS = 3  # from release to due, unless something else is asked for
END_OF_DAY = time(23, 59)


def main(course: Course, id: str, given: dict[str, Any], *, only_print: bool) -> int:
    """Make the skeleton of a new assignment, with its entry in grading.yml; print what to do next. Returns 0.

    given: title, framework, release and due (dates), None for what follows from the course and the id
    only_print: print the entry, and leave grading.yml to who asked
    CourseError, with nothing changed, when it cannot be.
    """
    folder, grading = course.root / "solutions" / id, course.root / FILE_NAME
    _refuse(course, id, folder)
    entry = _entry(course, id, given)
    parse_course(
        yaml.safe_dump({"name": course.name, "assignments": {id: entry}}), grading
    )  # says what is wrong
    text = yaml.safe_dump({id: entry}, sort_keys=False, allow_unicode=True, width=1000)
    if not only_print:
        extended = with_entry(grading.read_bytes().decode("utf-8"), text)
    _write(folder, {"id": id, "xp": MODULES[entry["framework"]], **entry})
    if only_print:
        print(f"{folder} is made; put this into {grading}, below `assignments:`\n\n{indent(text, '  ')}")
    else:
        grading.write_bytes(extended.encode())
        print(f"{folder} and its entry in {grading} are made:\n\n{indent(text, '  ')}")
    print(f"They can be released as they are, and be filled in then:\n  autograder release {id}")
    for trial in ("accuracy", "mutants", "attacks"):
        print(f"  autograder {trial} {id}")
    print('What each is for, and what comes after: CONTRIBUTING.md, "Write an assignment"')
    return 0


def _refuse(course: Course, id: str, folder: Path) -> None:
    """Raise CourseError when the id or the folder cannot be had."""
    if not re.fullmatch(ID_PATTERN, id):
        raise CourseError(f"found the id {id!r}; allowed: a-z, 0-9 and _, a letter first")
    if id in course.assignments:
        raise CourseError(f"{course.root / FILE_NAME} has an assignment {id} already; choose another id")
    if folder.exists():
        raise CourseError(f"{folder} exists already; choose another id, or move it away")


def _entry(course: Course, id: str, given: dict[str, Any]) -> dict[str, Any]:
    """The entry in grading.yml. What is not given: it follows the last assignment, and has three weeks."""
    last = max(assignment.due for assignment in course.assignments.values())
    release = given["release"] or max(date.today(), last.date())
    return {
        "title": " ".join((given["title"] or id.replace("_", " ").capitalize()).split()),
        "framework": given["framework"] or "numpy",
        "release": release,
        "due": datetime.combine(given["due"] or release + timedelta(weeks=WEEKS), END_OF_DAY, last.tzinfo),
    }


def with_entry(text: str, entry: str) -> str:
    """The text of a grading.yml with one more entry, itself YAML, behind those of the other assignments.

    CourseError when it cannot be put there without touching what else is written.
    """
    assignments = next(value for key, value in yaml.compose(text).value if key.value == "assignments")
    column = assignments.value[0][0].start_mark.column
    end_of_line = text.find("\n", _end(assignments)) + 1
    head, tail = (text[:end_of_line], text[end_of_line:]) if end_of_line else (f"{text}\n", "")
    newline = "\r\n" if "\r\n" in text else "\n"
    extended = head + indent(entry, " " * column).replace("\n", newline) + tail
    before = yaml.safe_load(text)
    wanted = {**before, "assignments": {**before["assignments"], **yaml.safe_load(entry)}}
    try:
        fits = not assignments.flow_style and yaml.safe_load(extended) == wanted
    except yaml.YAMLError:
        fits = False
    if not fits:
        raise CourseError(
            f"{FILE_NAME}: its assignments are not written one below the other; say --print, and put the entry in by hand"
        )
    return extended


def _end(node: yaml.Node) -> int:
    """Where the last thing ends that is written in a node; the end of a block itself is where the next one begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark.index


def _write(folder: Path, words: dict[str, Any]) -> None:
    """Fill in the templates into a new folder, which is there whole or not at all."""
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as scratch:
        fresh = Path(scratch, folder.name)
        for name, text in filled_in(SKELETON, words):
            path = fresh / name.replace(NOTEBOOK, f"{folder.name}.py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pair.regenerate(fresh / f"{folder.name}.py")
        fresh.rename(folder)
