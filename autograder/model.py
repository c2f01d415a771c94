"""What grading produces: the result of a check, the grade of a submission, a file of grades.

The JSON of these classes is the project's results file; `autograder/reports/grade.schema.json`
describes it for other programs.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, model_validator

from autograder.files import write_whole

CheckStatus = Literal["passed", "failed", "skipped", "error"]
GradeStatus = Literal["graded", "rejected", "needs_manual_grade", "missing"]

# Everything that XML 1.0 forbids or that a terminal obeys: control characters except tab and
# newline, lone surrogates, and the two non-characters of the basic plane.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Points are sums of products of floats; a mark may exceed its maximum by rounding alone.
_ROUNDING = 1e-6


def printable(text: object) -> object:
    """`text` with every character that a terminal, XML or UTF-8 cannot carry replaced by U+FFFD.

    Messages and ids may hold whatever a submission put into them; cleaned here, once, they are safe
    for every report. Values that are no strings are returned as they are (for pydantic to judge).
    """
    if not isinstance(text, str):
        return text
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(name: str) -> str:
    """The name of a file or a person as `printable` has it, and in one line: it can pass for no other line."""
    return re.sub(r"[\t\n\u2028\u2029]", "\N{REPLACEMENT CHARACTER}", printable(name))


def brief(text: object, most: int = 2000) -> object:
    """`printable` text, cut to what somebody reads."""
    cleaned = printable(text)
    return f"{cleaned[:most]} …" if isinstance(cleaned, str) and len(cleaned) > most else cleaned


def points_text(value: float) -> str:
    """Points as people write them, with at most two decimals: 2, 1.5, 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


Text = Annotated[str, BeforeValidator(printable)]
Brief = Annotated[str, BeforeValidator(brief)]
Name = Annotated[str, BeforeValidator(printable), Field(min_length=1)]
Points = Annotated[FiniteFloat, Field(ge=0)]


class _Record(BaseModel):
    # Assignments are validated too, so that no way of filling a grade in leaves it inconsistent.
    model_config = ConfigDict(
        extra="forbid", validate_assignment=True, json_schema_serialization_defaults_required=True
    )


class CheckResult(_Record):
    """The outcome of one hidden check.

    `cell` is the grade_id of the solution cell it judges, `title` the sentence the student reads,
    `message` what is wrong and what to do about it (empty when it passed; of a scored check, what was
    reached). A scored check that failed may have earned a part of its points.
    """

    id: Name
    cell: Name
    title: Text
    status: CheckStatus
    points: Points
    max_points: Points
    message: Text = ""

    @model_validator(mode="after")
    def _within_maximum(self) -> Self:
        if self.points > self.max_points + _ROUNDING:
            raise ValueError(f"{self.points} points of at most {self.max_points}")
        return self


class Grade(_Record):
    """The mark of one student's submission of one assignment, before any late penalty.

    A student of the roster who handed in nothing has one of status `missing`, with no points.
    `reason` says why a submission was rejected or needs a human grader; for a graded one it carries
    notes (a cell that was restored, say) and is empty when there is nothing to say. `seconds` is the
    wall time that grading took, `sandbox` in which of them student code ran. `by_hand` says, by the grade_id of a
    solution cell or a question, why a person has to look at it whatever the checks say.
    """

    assignment: Name
    student: Name
    status: GradeStatus
    reason: Brief = ""
    score: Points
    max_score: Points
    seconds: Points
    checks: list[CheckResult] = Field(default_factory=list)
    by_hand: dict[Name, Text] = Field(default_factory=dict)
    sandbox: Literal["", "bubblewrap", "landlock"] = ""

    @model_validator(mode="after")
    def _within_maximum(self) -> Self:
        if self.score > self.max_score + _ROUNDING:
            raise ValueError(f"score {self.score} of at most {self.max_score}")
        return self

    @property
    def counts(self) -> Counter[str]:
        """Number of checks per status; a status that does not occur counts 0."""
        return Counter(check.status for check in self.checks)

    @property
    def share(self) -> float:
        """Score over maximum, 0 to 1; 0 when nothing could be earned."""
        return self.score / self.max_score if self.max_score else 0.0


@dataclass(frozen=True)
class Column:
    """Marks of a class: an assignment's, or one check's.

    points: by student's id; who has no mark yet, or must not get one, is not in it
    lms_name: its name in the LMS where it is there already, `VAE (12345)`; empty where it is not
    """

    title: str
    max_points: float
    points: dict[str, float]
    lms_name: str = ""


@dataclass(frozen=True)
class ByHand:
    """What a person who graded says of a cell.

    answer: the text that the student wrote; empty for a cell that checks judge
    points: given by hand; None where nobody has yet, or where those of the checks hold
    """

    cell: str
    answer: str
    points: float | None
    max_points: float
    comment: str


@dataclass(frozen=True)
class Feedback:
    """All that one student is told of one assignment.

    name: of the student, to be addressed by; email: where it may be sent, empty where that is not known
    total: in the end, of max_total, after the penalty
    waits: whether a person has still to give points
    code: by cell, what the student handed in
    """

    grade: Grade
    name: str
    email: str
    total: float
    max_total: float
    penalty: float
    waits: bool
    by_hand: list[ByHand]
    code: dict[str, str]


class Results(BaseModel):
    """A results file: several grades and the version of the format."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        serialize_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )

    schema_: Literal[1] = Field(1, alias="schema")
    grades: list[Grade]

    def write(self, path: Path) -> None:
        """Write the file as indented UTF-8 JSON, making its folder where needed."""
        write_whole(path, f"{self.model_dump_json(indent=2)}\n".encode())

    @classmethod
    def read(cls, path: Path) -> "Results":
        """Read and validate a results file; pydantic.ValidationError when it is none."""
        return cls.model_validate_json(path.read_bytes())
