"""The README's table of assignments, made of `grading.yml`, the releases and `solutions/<id>/results.yml`.

A test fails when the README has another. `autograder release` brings it up to date, and, when nothing is to be
released, `python -m autograder.reports.readme`.
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
    measured = (known.run_time, known.sentence()) if known else ("", "")
    worth = course.worth(id) if course.release_notebook(id).is_file() else "not released yet"
    return (
        f"`{id}`: {assignment.title}",
        FRAMEWORKS[assignment.framework],
        worth,
        *(told or "not told yet" for told in measured),
    )


def updated(text: str, course: Course) -> str:
    """A README with the table as it should be between its two marks."""
    marked = re.compile(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.DOTALL)
    return marked.sub(lambda _: table(course), text)


def bring_up_to_date(course: Course) -> None:
    """Write the table into the course's README, where that has the two marks. CourseError for a damaged release."""
    page = course.root / "README.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if (fresh := updated(text, course)) != text:
        page.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    bring_up_to_date(load_course(Path(__file__).parents[2]))
