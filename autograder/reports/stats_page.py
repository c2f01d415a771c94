"""What a class got wrong, on the terminal and as one web page that stands alone: see autograder.reports.stats."""

from collections.abc import Iterator
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.files import write_whole
from autograder.model import points_text
from autograder.reports.html import environment
from autograder.reports.stats import AssignmentStatistics, Statistics
from autograder.reports.text import percent


def write_stats_page(found: Statistics, path: Path, course: Course) -> None:
    """Write the page, making the file's folder where needed."""
    titles = {id: course.title(id) for id in course.assignments}
    page = (
        environment()
        .get_template("stats.html")
        .render(found=found, titles=titles, course=course, sandboxes="")
    )
    write_whole(path, page.encode())


def tables(found: Statistics) -> Iterator[Table]:
    """A table per assignment, the hardest checks first."""
    for each in found.assignments:
        table = Table(box=box.SIMPLE_HEAD, title=_headline(each), pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column("Check", overflow="fold", min_width=24)
        for heading in ("Passed", "Discrimination"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("Said most often", overflow="fold", min_width=16)
        for check in sorted(each.checks, key=lambda check: check.passed):
            said = f"{check.messages[0][1]} × {check.messages[0][0]}" if check.messages else ""
            table.add_row(
                Text(check.title or check.id), percent(check.passed), _text(check.discrimination), Text(said)
            )
        yield table


def _headline(each: AssignmentStatistics) -> Text:
    quartiles = " · ".join(map(points_text, each.quartiles or ()))
    figures = (
        f", mean {_text(each.mean)}, quartiles {quartiles}, α {_text(each.alpha)}" if each.graded else ""
    )
    return Text(f"{each.assignment}: {each.graded} graded{figures}")


def _text(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
