"""Submissions as platforms hand them out in bulk, laid out as a folder per student, with their ids in the roster.

    Canvas            lovelaceada_LATE_4711_998877_vae.ipynb          the number of the user, and of the submission
    Moodle            Ada Lovelace_657717_assignsubmission_file_/...  a number that Moodle makes for each assignment
    Gradescope        submission_123/..., submission_metadata.yml     says who, by e-mail address and number
    GitHub Classroom  vae-adalove/...                                 the repository of an account
    nbgrader          ada+vae+2027-02-20 10:00:00 UTC+...             the exchange's inbound folder

A download is a zip archive or a folder. Nothing in it is trusted: of the files only the last part of the name is used,
no link is followed, and no more is read than a notebook may have. Who is who is never guessed: whom the roster does not
know by one name alone is left out, and named.
"""

import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from autograder import scratch
from autograder.batch.submissions import ARCHIVE, SUFFIX, TIMESTAMP, LeftOut, shown
from autograder.batch.timestamps import time_of
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.model import one_line
from autograder.roster import STUDENT_ID, Person, Roster

METADATA = "submission_metadata.yml"  # Gradescope's

_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<key>\d+)_(?P<file>.+)")
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<key>\d+)_assignsubmission_file_?(?P<file>.*)")
_EXCHANGE = re.compile(r"(?P<student>.+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-[^+]*)(\+[^+]*)?")


@dataclass(frozen=True)
class _File:
    """parts: of its path in the download; read: at most so many bytes of it."""

    parts: tuple[str, ...]
    read: Callable[[int], bytes]


@dataclass(frozen=True)
class _Entry:
    """A file that somebody handed in.

    known_as: what the platform says of who it is, each part of which the roster may know
    key: tells one submission from another; time: as in `timestamp.txt`
    """

    file: _File
    name: str
    known_as: tuple[str, ...]
    key: str
    time: str = ""


def opened(
    paths: Iterable[Path], course: Course, roster: Roster, left_out: Callable[[LeftOut], Any]
) -> list[Path]:
    """The paths, with a folder of a folder per student in the place of each bulk download.

    left_out: is told what cannot be given to one student. SubmissionError when a download holds nothing else.
    """
    return [_opened(path, course, roster, left_out) or path for path in paths]


def _opened(path: Path, course: Course, roster: Roster, left_out: Callable[[LeftOut], Any]) -> Path | None:
    if (
        course.root / "submitted" in Path(os.path.abspath(path)).parents
    ):  # one student's, who chose the names in it
        return None
    files = list(_files(path))
    entries = _recognised(files, course, roster)
    # An archive may hold all in one folder. A folder in a folder may be a student's, with whatever names in it.
    if not entries and not path.is_dir() and len({file.parts[0] for file in files}) == 1:
        inside = [replace(file, parts=file.parts[1:]) for file in files if len(file.parts) > 1]
        entries = _recognised(inside, course, roster)
    if not entries:
        return None
    problems: list[LeftOut] = []
    folder = Path(tempfile.mkdtemp(prefix="handed-in-", dir=scratch.folder()))
    for student, given in _by_student(entries, roster, problems.append):
        _lay_out(folder / student, given, course.limits.notebook_mib << 20)
    if not any(folder.iterdir()):
        raise SubmissionError("\n".join([f"nothing in {shown(path)} can be graded", *problems]))
    for problem in problems:
        left_out(problem)
    return folder


# ------------------------------------------------------------------------------------ what a download holds


def _files(path: Path) -> Iterator[_File]:
    """The plain files of a folder or a zip archive, but for hidden ones; none of anything else."""
    found = _of_folder(path) if path.is_dir() else _of_archive(path) if zipfile.is_zipfile(path) else iter(())
    for file in found:
        if not any(part.startswith((".", "__MACOSX")) for part in file.parts):
            yield file


def _of_folder(folder: Path) -> Iterator[_File]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield _File(path.relative_to(folder).parts, lambda most, path=path: _start(path, most))


def _start(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _of_archive(path: Path) -> Iterator[_File]:
    for info in zipfile.ZipFile(path).infolist():
        parts = tuple(part for part in info.filename.split("/") if part not in ("", "..", "."))
        if parts and not info.is_dir():
            yield _File(parts, lambda most, info=info: _inflated(path, info, most))


def _inflated(path: Path, info: zipfile.ZipInfo, most: int) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(info) as file:
        return file.read(most)


def _is_work(name: str) -> bool:
    return name.lower().endswith((SUFFIX, ARCHIVE))


# -------------------------------------------------------------------------------------- whose download it is


def _recognised(files: list[_File], course: Course, roster: Roster) -> list[_Entry]:
    """What was handed in, by the first platform whose download this is; nothing where it is none's."""
    work = [file for file in files if _is_work(file.parts[-1])]
    for platform in (
        lambda: list(_gradescope(files, work)),
        lambda: (
            list(_of_names(work, _CANVAS)) if all(_CANVAS.fullmatch(file.parts[0]) for file in work) else []
        ),
        lambda: list(_of_names(work, _MOODLE)),
        lambda: list(_exchange(work, course)),
        lambda: list(_github(work, roster)),
    ):
        if entries := platform():
            return entries
    return []


def _of_names(work: list[_File], pattern: re.Pattern[str]) -> Iterator[_Entry]:
    """Canvas and Moodle: the first part of the path says who it is."""
    for file in work:
        if match := pattern.fullmatch(file.parts[0]):
            said = match.groupdict()
            name = said["file"] if len(file.parts) == 1 else file.parts[-1]
            late = "late, says Canvas, which does not say when" if said.get("late") else ""
            yield _Entry(file, name, (*filter(None, [said.get("user")]), said["name"]), said["key"], late)


def _gradescope(files: list[_File], work: list[_File]) -> Iterator[_Entry]:
    metadata = next((file for file in files if file.parts == (METADATA,)), None)
    if metadata is None:
        return
    try:
        said = yaml.load(metadata.read(1 << 26), Loader=_RubyLoader)
        submissions = {str(folder): each for folder, each in said.items()}
        for file in work:
            about = submissions.get(file.parts[0])
            if about is None or len(file.parts) < 2:
                continue
            created = about.get(":created_at", "")
            time = str(created.get("utc", "") if isinstance(created, dict) else created)
            for person in about[":submitters"]:
                known_as = [str(person[key]) for key in (":email", ":sid", ":name") if person.get(key)]
                yield _Entry(file, file.parts[-1], tuple(known_as or file.parts[:1]), file.parts[0], time)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise SubmissionError(f"{METADATA} is not what Gradescope writes: {one_line(str(error))}") from None


class _RubyLoader(yaml.SafeLoader):
    """Takes objects of Ruby, such as times with a zone, as plain mappings."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_RubyLoader.add_multi_constructor("!ruby/", _plain)


def _exchange(work: list[_File], course: Course) -> Iterator[_Entry]:
    """nbgrader's inbound folder: of each student's submissions of an assignment the newest."""
    found: dict[tuple[str, str], set[str]] = {}
    for file in work:
        match = _EXCHANGE.fullmatch(file.parts[0])
        if match and match["assignment"] in course.assignments:
            found.setdefault((match["student"], match["assignment"]), set()).add(file.parts[0])
    newest = {max(folders, key=_handed_in): student for (student, _), folders in found.items()}
    for file in work:
        if student := newest.get(file.parts[0]):
            time = _EXCHANGE.fullmatch(file.parts[0])["time"]
            yield _Entry(file, file.parts[-1], (student,), student, time)


def _handed_in(folder: str) -> float:
    time = time_of(_EXCHANGE.fullmatch(folder)["time"].encode(errors="replace"))
    return time.timestamp() if time else 0.0


def _github(work: list[_File], roster: Roster) -> Iterator[_Entry]:
    """Repositories named for the assignment and an account that the roster knows."""
    accounts = {person.github.casefold() for person in roster.people.values()} - {""}
    for file in sorted(
        work, key=lambda file: (not file.parts[0].startswith(Path(file.parts[-1]).stem), len(file.parts))
    ):
        folder = file.parts[0].casefold()
        whose = [account for account in accounts if folder.endswith(f"-{account}")]
        if len(file.parts) > 1 and whose:
            account = max(whose, key=len)
            yield _Entry(file, file.parts[-1], (account,), account)


# -------------------------------------------------------------------------------------------- who is who


def _by_student(
    entries: list[_Entry], roster: Roster, left_out: Callable[[LeftOut], Any]
) -> Iterator[tuple[str, list[_Entry]]]:
    """The entries of each student; what cannot be given to one is told."""
    names = _names(roster)
    given: dict[str, list[_Entry]] = {}
    for entry in entries:
        ids = _whose(entry, roster, names) if roster.people else {_as_id(entry.known_as)}
        if len(ids) == 1:
            given.setdefault(*ids, []).append(entry)
        else:
            who = f"may be {' or '.join(sorted(ids))}" if ids else f"is nobody in {roster.path.name}"
            label = one_line(f"{entry.known_as[-1]} ({'/'.join(entry.file.parts)})")
            left_out(LeftOut(f"{label} {who}: not graded"))
    for student, own in given.items():
        if len({entry.key for entry in own}) == 1:
            yield student, own
        else:
            places = sorted({one_line(entry.file.parts[0]) for entry in own})
            left_out(LeftOut(f"{student} handed in {' and '.join(places)}: which counts? keep one", student))


def _whose(entry: _Entry, roster: Roster, names: dict[str, set[str]]) -> set[str]:
    """Who may be meant: by numbers and addresses or, where none of them is known, by the name."""
    *exact, name = entry.known_as
    by_exact = {student for known in exact for student in names.get(_folded(known), ())}
    return by_exact or {
        student
        for student in names.get(_folded(name), ())
        if student in roster.groups or not any(_is_another(roster.people[student], known) for known in exact)
    }


def _is_another(person: Person, known: str) -> bool:
    """Whether the roster knows another address or number of somebody than this."""
    own = person.email if "@" in known else person.lms_user_id if known.isdigit() else ""
    return bool(own) and _folded(own) != _folded(known)


def _names(roster: Roster) -> dict[str, set[str]]:
    """By all that platforms may call them, the ids of students and the names of groups."""
    names: dict[str, set[str]] = {}
    for person in roster.people.values():
        first, last = person.first_name, person.last_name
        spellings = (
            [person.name, f"{last} {first}", f"{last}, {first}", f"{last}{first}"] if last or first else []
        )
        for name in (person.id, person.email, person.lms_user_id, person.github, *spellings):
            if name.strip():
                names.setdefault(_folded(name), set()).add(person.id)
    for group in roster.groups:
        names.setdefault(_folded(group), set()).add(group)
    return names


def _folded(name: str) -> str:
    """A name as platforms spell it alike: without capitals, spaces and signs; an address as it is."""
    name = unicodedata.normalize("NFC", name).casefold().strip()
    return name if "@" in name else re.sub(r"[\W_]", "", name)


def _as_id(known_as: tuple[str, ...]) -> str:
    """What a student is called where there is no roster: as the platform does."""
    name = re.sub(
        r"[^\w.@+=~ -]", "-", unicodedata.normalize("NFC", "-".join(reversed(known_as[:2])))
    ).strip()
    return name if STUDENT_ID.fullmatch(name) else f"x{name}"


def _lay_out(folder: Path, entries: list[_Entry], most: int) -> None:
    """Write what a student handed in, and when. Of files of one name the first counts, which lies least deep."""
    folder.mkdir()
    for entry in entries:
        path = folder / (one_line(entry.name).lstrip(".") or "unnamed")
        if not path.exists():
            path.write_bytes(entry.file.read(most + 1))  # one byte more, so that too much is seen as such
        if entry.time:
            (folder / TIMESTAMP).write_text(entry.time, encoding="utf-8")
