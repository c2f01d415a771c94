"""The course as `grading.yml` describes it: assignments, dates, late policy, limits, feedback.

    course = load_course()
    course.limits.cell_seconds, course.release_notebook("vae")

Whatever is wrong in the file is told as `file: key: found ...; allowed: ...`, all faults at once.
"""

import difflib
import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Self, get_args, get_origin

import yaml
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from autograder import notebook, opening
from autograder.errors import CourseError

FILE_NAME = "grading.yml"

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
Framework = Literal["numpy", "tensorflow", "torch"]
AssignmentId = Annotated[str, StringConstraints(pattern=ID_PATTERN)]


class _Section(BaseModel):
    # Strict: YAML knows numbers, booleans and dates, so "20" where 20 is meant is a mistake.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _seconds(default: float, what: str) -> Any:
    return Field(default, gt=0, le=86_400, description=f"{what}: seconds, more than 0, at most 86400")


def _whole(default: int, what: str, most: int) -> Any:
    return Field(default, gt=0, le=most, description=f"{what}: a whole number, 1 to {most}")


class AssignmentConfig(_Section):
    """One assignment. Its points are in its notebook's metadata, see `Course.max_score`."""

    title: str = Field(min_length=1, description="a short title")
    framework: Framework = Field(description="numpy, tensorflow or torch")
    release: date = Field(description="a date, such as 2027-02-01")
    due: AwareDatetime = Field(description="a time with its zone, such as 2027-02-22 23:59:00+01:00")
    edition_of: str | None = Field(
        None, description="the id of the assignment that this one is in another framework"
    )
    group_work: bool = Field(
        False, description="true or false: whether one submission counts for each of a group"
    )
    lms_column: str | None = Field(
        None, min_length=1, description="the name of its column in the LMS's gradebook, such as VAE (12345)"
    )

    @model_validator(mode="after")
    def _due_after_release(self) -> Self:
        if self.due.date() < self.release:
            raise ValueError(f"due ({self.due:%Y-%m-%d}) is before release ({self.release})")
        return self


class LatePolicy(_Section):
    """What lateness costs: a share of the maximum per started day, and zero after `max_days`."""

    grace_minutes: float = Field(0, ge=0, le=10_080, description="minutes, 0 to 10080 (a week)")
    penalty_per_day: float = Field(0, ge=0, le=1, description="share of the maximum, 0 to 1")
    max_days: int = Field(7, ge=0, le=366, description="a whole number of days, 0 to 366")
    tokens: int = Field(
        0,
        ge=0,
        le=366,
        description="days of lateness that cost a student nothing, over all assignments, 0 to 366",
    )


class Limits(_Section):
    """What one submission may use; enforced from outside its sandbox.

    The seconds of a cell and of a question are time on the processor; on the clock each may take three times as long, and
    that clock stands still while the machine is busy with something else: marks do not depend on how busy it is. Where it
    is too busy for too long, a submission is graded once more, and then left to a person.
    """

    cell_seconds: float = _seconds(60, "computing time of one cell")
    question_seconds: float = _seconds(20, "computing time of one question of the grader")
    open_seconds: float = _seconds(40, "computing time of the question that trains the model of an open part")
    submission_seconds: float = _seconds(300, "wall time of the cells of one submission")
    added_seconds: float = _seconds(20, "computing time of all cells that a student added and no check needs")
    questions_seconds: float = _seconds(300, "wall time of all questions to one submission")
    memory_mib: int = _whole(4096, "memory in MiB", 1_048_576)
    processes: int = _whole(512, "processes and threads", 65_536)
    disk_mib: int = _whole(256, "scratch files in MiB", 1_048_576)
    output_kib: int = _whole(256, "kept output of one cell in KiB", 1_048_576)
    answer_mib: int = _whole(32, "size of one answer in MiB", 4_096)
    notebook_mib: int = _whole(20, "size of a submitted notebook in MiB", 4_096)

    @property
    def all_seconds(self) -> float:
        """The time that cells and questions of one submission may take together, where none has to be run again."""
        return self.submission_seconds + self.added_seconds + self.questions_seconds


class FeedbackPolicy(_Section):
    """How much a failed check tells the student, beyond what is wrong."""

    show_hints: bool = Field(True, description="true or false")
    show_student_traceback: bool = Field(True, description="true or false")


class Course(_Section):
    """The whole course; `root` is the folder that holds `grading.yml`."""

    root: Path
    name: str = Field(min_length=1, description="the course's name")
    assignments: dict[AssignmentId, AssignmentConfig] = Field(
        min_length=1,
        description="at least one assignment, by an id of a-z, 0-9 and _ that starts with a letter",
    )
    students_repository: str | None = Field(
        None,
        pattern=rf"^{re.escape(opening.HOST)}[\w.-]+/[\w.-]+$",
        description=f"the address of the students' repository, {opening.HOST}OWNER/NAME",
    )
    late: LatePolicy = LatePolicy()
    roster: str | None = Field(
        None, min_length=1, description="the path of the class list from here, roster.csv"
    )
    extensions: dict[str, dict[str, AwareDatetime]] = Field(
        {},
        description="of a student and an assignment the own due time, such as 2027-03-01 23:59:00+01:00",
    )
    limits: Limits = Limits()
    feedback: FeedbackPolicy = FeedbackPolicy()
    require_sandbox: Literal["bubblewrap", "landlock"] | None = Field(
        None, description="bubblewrap or landlock; without it the first of them that the machine allows"
    )

    def requiring(self, sandbox: str | None) -> Self:
        """This course, but graded in this sandbox alone; None: as it says itself."""
        return self.model_copy(update={"require_sandbox": sandbox}) if sandbox else self

    def assignment(self, id: str) -> AssignmentConfig:
        """The configuration of one assignment; CourseError when the course has none of that id."""
        if id not in self.assignments:
            raise CourseError(
                f"{self.root / FILE_NAME}: no assignment {id!r}; allowed: "
                f"{', '.join(self.assignments)}{did_you_mean(id, self.assignments)}"
            )
        return self.assignments[id]

    def due(self, id: str, student: str) -> datetime:
        """When a student has to hand in an assignment: the student's own time where there is an extension."""
        return self.extensions.get(student, {}).get(id, self.assignment(id).due)

    def release_notebook(self, id: str) -> Path:
        """Where the notebook that students get lies (it may not have been generated yet)."""
        self.assignment(id)
        return self.root / "assignments" / id / f"{id}.ipynb"

    def solution_folder(self, id: str) -> Path:
        """Where all lies that an author writes for one assignment."""
        self.assignment(id)
        return self.root / "solutions" / id

    def solution_notebook(self, id: str) -> Path:
        """Where the notebook with the reference solution lies."""
        return self.solution_folder(id) / f"{id}.ipynb"

    def solution_script(self, id: str) -> Path:
        """Where its jupytext pair lies, the source of truth."""
        return self.solution_folder(id) / f"{id}.py"

    def submissions(self, id: str) -> Path:
        """The folder of right, wrong and hostile submissions of our own making."""
        return self.solution_folder(id) / "submissions"

    def checks(self, id: str) -> tuple[Path, ...]:
        """The folders of an assignment's hidden checks.

        An edition has those of the first, and behind them its own, where it has any: checks of what can only go
        wrong in its framework.
        """
        first = self.first_edition(id)
        own = self.solution_folder(id) / "checks"
        shared = self.solution_folder(first) / "checks"
        return (shared, own) if id != first and own.is_dir() else (shared,)

    def first_edition(self, id: str) -> str:
        """The assignment whose checks, cells and points this one has: its own id where it is no edition."""
        return self.assignment(id).edition_of or id

    def editions(self, id: str) -> list[str]:
        """The ids of an assignment in all frameworks that the course offers it in, its own among them."""
        return [other for other in self.assignments if self.first_edition(other) == self.first_edition(id)]

    def title(self, id: str) -> str:
        """The title of an assignment, with the framework where there are several editions of it."""
        config = self.assignment(id)
        return f"{config.title} ({config.framework})" if len(self.editions(id)) > 1 else config.title

    def max_score(self, id: str) -> float:
        """Points that the checks of an assignment can give: those of its locked test cells. CourseError as `released`."""
        return self._points(id)[0]

    def worth(self, id: str) -> str:
        """What an assignment is worth, in words: points by checks, and by hand. CourseError as `released`."""
        by_checks, by_hand = self._points(id)
        return f"{by_checks:g} by checks, {by_hand:g} by hand"

    def _points(self, id: str) -> tuple[float, float]:
        cells = self.released(id)["cells"]
        return float(sum(notebook.points_of(cells).values())), notebook.points_by_hand(cells)

    def released(self, id: str) -> dict[str, Any]:
        """The notebook that students get, as it is in the file.

        CourseError when the assignment has not been released yet, or its release is damaged.
        """
        path = self.release_notebook(id)
        if not path.is_file():
            raise CourseError(f"{path} does not exist; make it with: autograder release {id}")
        try:
            released = json.loads(path.read_bytes())
            notebook.points_of(released["cells"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CourseError(f"{path} is damaged; make it again with: autograder release {id}") from None
        return released


def load_course(root: Path | None = None, *, handed_in: Iterable[Path] = ()) -> Course:
    """Read `grading.yml` of `root`, or else of the outermost folder upwards from the current one that has
    such a file, or else of the checkout that this package lies in. CourseError lists every fault of the file.

    handed_in: the notebooks and folders that are to be graded. A course found among them is refused, as students may
    hand in such a file: whoever writes a course's checks writes code that runs here.
    """
    path = _find(root, handed_in)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from None
    return parse_course(text, path)


def parse_course(text: str, path: Path) -> Course:
    """The course that a `grading.yml` of this text, at this path, describes. CourseError lists every fault."""
    try:
        raw = yaml.load(text, Loader=_UniqueKeyLoader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2027-02-30
        raise CourseError(f"{path}: not valid YAML: {error}") from None
    if not isinstance(raw, dict):
        raise CourseError(f"{path}: found {_shown(raw)}; allowed: the keys {', '.join(_keys(Course))}")
    if "root" in raw:
        raise CourseError(f"{path}: root: not a key of this file; the course is the folder it lies in")
    try:
        course = Course.model_validate({**raw, "root": path.parent})
    except ValidationError as error:
        raise CourseError("\n".join(_line(path, details) for details in error.errors())) from None
    if faults := [*_edition_faults(course), *_extension_faults(course)]:
        raise CourseError("\n".join(f"{path}: {fault}" for fault in faults))
    return course


def _edition_faults(course: Course) -> Iterator[str]:
    """What `edition_of` says that cannot be: the first must be there, be no edition itself, and in another framework."""
    firsts = {id: config.framework for id, config in course.assignments.items() if config.edition_of is None}
    for id, config in course.assignments.items():
        first, place = config.edition_of, f"assignments.{id}"
        if first is None:
            continue
        if first not in firsts:
            allowed = ", ".join(firsts)
            yield f"{place}.edition_of: found {first!r}; allowed: {allowed}{did_you_mean(first, firsts)}"
        elif config.framework == firsts[first]:
            yield f"{place}.framework: found {config.framework!r}; allowed: another than that of {first}"


def _extension_faults(course: Course) -> Iterator[str]:
    """An extension is of an assignment of the course, and gives time."""
    for student, times in course.extensions.items():
        for id, time in times.items():
            place = f"extensions.{student}.{id}"
            if id not in course.assignments:
                allowed = ", ".join(course.assignments)
                yield f"{place}: no such assignment; allowed: {allowed}{did_you_mean(id, course.assignments)}"
            elif time < course.assignments[id].due:
                yield f"{place}: found {time}; allowed: a time after {course.assignments[id].due}, when it is due for all"


def _find(root: Path | None, handed_in: Iterable[Path]) -> Path:
    if root is not None:
        path = Path(root).resolve() / FILE_NAME
        if not path.is_file():
            raise CourseError(f"{path} does not exist; name the folder that holds the course's {FILE_NAME}")
        return path
    here = Path.cwd().resolve()
    beside = Path(__file__).resolve().parents[1]
    above = [folder for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()]
    course = (above or [beside])[-1]  # the outermost: what students handed in lies below their course
    if not (course / FILE_NAME).is_file():
        raise CourseError(
            f"no {FILE_NAME} in {here}, above it, or in {beside}; name its folder with --course"
        )
    may_be_students = [_folder_of_student(path) for path in handed_in if path.exists()]
    if course != beside and any(map(course.is_relative_to, may_be_students)):
        raise CourseError(
            f"{course / FILE_NAME} lies beside what is to be graded, and may have been handed in with it; "
            "run the command in the course's folder, or name that with --course"
        )
    return course / FILE_NAME


def _folder_of_student(path: Path) -> Path:
    """The folder of which all may be a student's: of a notebook `eve/vae/vae.ipynb` or a folder `eve/vae` it is `eve`."""
    path = path.resolve()
    folder = path if path.is_dir() else path.parent
    is_of_assignment = os.path.lexists(folder / f"{folder.name}.ipynb")
    return folder.parent if is_of_assignment else folder


class _UniqueKeyLoader(yaml.SafeLoader):
    """SafeLoader that refuses a key written twice, where YAML would silently take the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is not None and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _line(path: Path, details: ErrorDetails) -> str:
    """One fault as `file: key.path: what was found; allowed: what may stand there`."""
    place = [str(part) for part in details["loc"] if part != "[key]"]
    key, kind = ".".join(place), details["type"]
    if kind == "extra_forbidden":
        allowed = _keys(_model_at(Course, place[:-1]))
        return f"{path}: {key}: unknown key{did_you_mean(place[-1], allowed)}; allowed: {', '.join(allowed)}"
    if kind == "missing":
        return f"{path}: {key}: missing; allowed: {_description(place)}"
    if kind == "value_error":
        return f"{path}: {key}: {details['ctx']['error']}"
    if details["loc"][-1] == "[key]":
        return f"{path}: {key}: found the id {_shown(place[-1])}; allowed: {_description(place[:-1])}"
    return f"{path}: {key}: found {_shown(details['input'])}; allowed: {_description(place)}"


def _description(place: list[str]) -> str:
    """What is allowed at a key path: the description of its field, or the keys of its section."""
    model = _model_at(Course, place)
    if model is not None:
        return f"a section with the keys {', '.join(_keys(model))}"
    while (owner := _model_at(Course, place[:-1])) is None:  # within a mapping, which is described as a whole
        place = place[:-1]
    return owner.model_fields[place[-1]].description or "another value"


def _model_at(model: type[BaseModel], place: list[str]) -> type[BaseModel] | None:
    """The section class at a key path, None when a plain value stands there."""
    found: Any = model
    for part in place:
        if get_origin(found) is dict:
            found = get_args(found)[1]
        elif _is_model(found) and part in found.model_fields:
            found = found.model_fields[part].annotation
        else:
            return None
    return found if _is_model(found) else None


def _is_model(found: Any) -> bool:
    return isinstance(found, type) and not isinstance(found, UnionType) and issubclass(found, BaseModel)


def _keys(model: type[BaseModel]) -> list[str]:
    return [name for name in model.model_fields if name != "root"]


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The closest of the known words, as a question in brackets; empty where none is close."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
