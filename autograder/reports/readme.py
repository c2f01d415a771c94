"""The README's table of assignments, made of `grading.yml`, the releases and `solutions/<id>/results.yml`.

A test fails when the README has another. To bring it up to date: `python -m autograder.reports.readme`.
"""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course import Course, load_course
from autograder.reports import reached

BEGIN = "<!-- assignments: python -m autograder.reports.readme writes this table -->\n"
END = "<!-- end of assignments -->\n"
FRAMEWORKS = {"numpy": "numpy", "tensorflow": "TensorFlow (Keras)", "torch": "PyTorch"}
HEADINGS = ("Assignment", "Framework", "Points", "Run time on two CPU cores", "Reference result")


def table(course: Course) -> str:
    """A row per assignment, as Markdown."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(row(course, id) for id in course.assignments)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def row(course: Course, id: str) -> tuple[str, ...]:
    """What there is to be said of an assignment, and of its reference where it was trained in full."""
    assignment, known = course.assignment(id), reached.of(course, id)
    measured = (known.run_time, known.sentence()) if known else ("not measured yet",) * 2
    return (f"`{id}`: {assignment.title}", FRAMEWORKS[assignment.framework], course.worth(id), *measured)


def updated(text: str, course: Course) -> str:
    """A README with the table as it should be between its two marks."""
    marked = re.compile(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.DOTALL)
    return marked.sub(lambda _: table(course), text)


if __name__ == "__main__":
    _course = load_course(Path(__file__).parents[2])
    _page = _course.root / "README.md"
    _page.write_text(updated(_page.read_text(encoding="utf-8"), _course), encoding="utf-8")
