"""The class as web pages: `index.html` with table, histogram and checks, and a page per student.

The pages stand alone: no external resource, and a content security policy that allows only the
style and script written here. Whatever came from a submission is escaped text.
"""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import mean, median

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.course import Course
from autograder.files import write_whole
from autograder.model import CheckResult, Feedback, Grade, Results, points_text
from autograder.reports.text import CHECK_MARKS, STATUS_LABELS, percent, sandboxes

PAGES = "students"
BINS = 10

_URGENCY = ("failed", "error", "skipped", "passed")
_PAGE_NAME = re.compile(r".*-[0-9a-f]{12}\.html")


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: so many submissions with a mark in [low, high) points."""

    low: float
    high: float
    students: int


@dataclass(frozen=True)
class CheckShare:
    """How one check went over the class."""

    check: CheckResult
    counts: Counter[str]

    @property
    def total(self) -> int:
        """Number of submissions with this check."""
        return self.counts.total()

    @property
    def passed(self) -> float:
        """Share of the submissions with this check that passed it, 0 to 1."""
        return self.counts["passed"] / self.total


@dataclass(frozen=True)
class CellResult:
    """The checks of one solution cell in one submission."""

    cell: str
    checks: list[CheckResult]

    @property
    def points(self) -> float:
        """Points earned in the cell."""
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        """Points that the cell's checks can give."""
        return sum(check.max_points for check in self.checks)

    @property
    def worst_first(self) -> list[CheckResult]:
        """The checks, those that cost points before the others."""
        return sorted(self.checks, key=lambda check: _URGENCY.index(check.status))

    @property
    def standing(self) -> str:
        """full, partial or none, by the share of the points; sums of thirds count as whole."""
        if self.points >= self.max_points - 1e-6:
            return "full"
        return "partial" if self.points > 0 else "none"


@dataclass(frozen=True)
class Summary:
    """What the index says of one assignment; marks are in points, and figures are of what was handed in."""

    assignment: str
    title: str
    grades: list[Grade]

    @property
    def submissions(self) -> list[Grade]:
        """The grades but those of who handed in nothing."""
        return [grade for grade in self.grades if grade.status != "missing"]

    @property
    def max_score(self) -> float:
        """Points that the checks of the assignment can give."""
        return max(grade.max_score for grade in self.grades)

    @property
    def mean(self) -> float:
        """The mean mark, in points."""
        return mean([grade.score for grade in self.submissions] or [0])

    @property
    def median(self) -> float:
        """The median mark, in points."""
        return median([grade.score for grade in self.submissions] or [0])

    @property
    def statuses(self) -> Counter[str]:
        """Number of submissions per status."""
        return Counter(grade.status for grade in self.grades)

    @property
    def histogram(self) -> list[Bar]:
        """BINS bars of equal width over 0 to the maximum; full marks fall into the last one."""
        filled = Counter(min(int(grade.share * BINS), BINS - 1) for grade in self.submissions)
        width = self.max_score / BINS
        return [Bar(i * width, (i + 1) * width, filled[i]) for i in range(BINS)]

    @property
    def cells(self) -> dict[str, list[CheckShare]]:
        """The checks of each cell, in the order in which the grader gave them."""
        cells: dict[str, list[CheckShare]] = {}
        shares: dict[str, CheckShare] = {}
        for check in (check for grade in self.grades for check in grade.checks):
            if check.id not in shares:
                shares[check.id] = CheckShare(check, Counter())
                cells.setdefault(check.cell, []).append(shares[check.id])
            shares[check.id].counts[check.status] += 1
        return cells


def write_html(results: Results, folder: Path, course: Course) -> Path:
    """Write the pages into `folder` (made where needed) and return the path of its `index.html`.

    Pages of students that an earlier run left in the folder are removed.
    """
    pages, fresh = folder / PAGES, {page_name(grade) for grade in results.grades}
    pages.mkdir(parents=True, exist_ok=True)
    templates = environment()
    for grade in results.grades:
        write_whole(pages / page_name(grade), student_page(grade, course).encode())
    index = folder / "index.html"
    page = templates.get_template("index.html").render(
        summaries=_summaries(results, course),
        pages=PAGES,
        course=course,
        sandboxes=sandboxes(results.grades),
    )
    write_whole(index, page.encode())
    for old in pages.iterdir():
        if _PAGE_NAME.fullmatch(old.name) and old.name not in fresh and old.is_file():
            old.unlink()
    return index


def student_page(grade: Grade, course: Course, feedback: Feedback | None = None) -> str:
    """A student's page: of the class, which it leads back to; or, with feedback, by itself, to be sent."""
    cells = _cells(grade)
    return (
        environment()
        .get_template("student.html")
        .render(
            grade=grade,
            to_mend=[cell for cell in cells if cell.standing != "full"],
            right=[cell for cell in cells if cell.standing == "full"],
            title=_title(grade.assignment, course),
            course=course,
            sandboxes=sandboxes([grade]),
            feedback=feedback,
        )
    )


def page_name(grade: Grade) -> str:
    """File name of a student's page: readable where the ids allow it, unique and safe whatever they are."""
    readable = re.sub(r"[^A-Za-z0-9_]+", "-", f"{grade.assignment}-{grade.student}").strip("-")[:60]
    digest = hashlib.sha256(f"{grade.assignment}\0{grade.student}".encode()).hexdigest()[:12]
    return f"{readable or 'student'}-{digest}.html"


def blocks(message: str) -> list[tuple[str, str]]:
    """A check's message in pieces, each with its kind: `text`, `hint`, or `program` (lines of code)."""
    lines = [line for line in message.split("\n") if line.strip()]
    return [(kind, "\n".join(group)) for kind, group in groupby(lines, _kind)]


def _kind(line: str) -> str:
    if re.match(r"\s|Traceback |line \d+, in ", line):
        return "program"
    return "hint" if line.startswith("Hint: ") else "text"


def place(line: str, code: dict[str, str]) -> str:
    """Where on its page the line of code stands that a line of a traceback quotes; empty where that may be no one's."""
    match = re.match(r"line (\d+), in [^:]*: (.+)", line)
    if not match:
        return ""
    number, quoted = int(match[1]), match[2].strip()
    found = [
        cell
        for cell, source in code.items()
        if source.splitlines()[number - 1 : number] and source.splitlines()[number - 1].strip() == quoted
    ]
    return f"{anchor(found[0])}-{number}" if len(found) == 1 else ""


def anchor(cell: str) -> str:
    """The name of the place of a cell's code on its page, whatever the cell is called."""
    return f"code-{hashlib.sha256(cell.encode()).hexdigest()[:8]}"


def inline_code(text: str) -> Markup:
    """Escaped text in which `words between backticks` are set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(text))))


def _summaries(results: Results, course: Course) -> list[Summary]:
    grades: dict[str, list[Grade]] = {}
    for grade in results.grades:
        grades.setdefault(grade.assignment, []).append(grade)
    return [Summary(id, _title(id, course), found) for id, found in grades.items()]


def _title(assignment: str, course: Course) -> str:
    return course.title(assignment) if assignment in course.assignments else assignment


def _cells(grade: Grade) -> list[CellResult]:
    cells: dict[str, list[CheckResult]] = {}
    for check in grade.checks:
        cells.setdefault(check.cell, []).append(check)
    return [CellResult(cell, checks) for cell, checks in cells.items()]


@cache
def environment() -> Environment:
    """The templates of all pages, with what they share."""
    templates = Environment(
        loader=PackageLoader("autograder.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        points=points_text,
        percent=percent,
        blocks=blocks,
        inline_code=inline_code,
        page_name=page_name,
        anchor=anchor,
        place=place,
    )
    style, script = (_source(templates, name) for name in ("style.css", "sort.js"))
    templates.globals.update(
        style=style,
        script=script,
        policy=_policy(style, script),
        status_labels=STATUS_LABELS,
        check_marks=CHECK_MARKS,
    )
    return templates


def _source(templates: Environment, name: str) -> str:
    source, _, _ = templates.loader.get_source(templates, name)
    return source


def _policy(style: str, script: str) -> str:
    """Content security policy under which nothing runs or loads but this style and this script."""
    return f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"


def _hash(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
