"""The class on the terminal."""

from statistics import mean

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.model import Grade, Results, points_text

_STATUSES = {
    "graded": Text("graded", style="green"),
    "rejected": Text("rejected", style="red"),
    "needs_manual_grade": Text("manual", style="yellow"),
    "missing": Text("missing", style="red"),
}


def class_table(results: Results) -> Table:
    """One row per submission; ids and reasons are shown as they are, never as markup.

    The assignment has a column only when there are several.
    """
    assignments = sorted({grade.assignment for grade in results.grades})
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text(assignments[0]) if len(assignments) == 1 else None,
        show_footer=bool(results.grades),
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    students, average, seconds = _footer(results)
    table.add_column("Student", footer=students, overflow="fold", min_width=12)
    if len(assignments) > 1:
        table.add_column("Assignment", no_wrap=True)
    table.add_column("Score", footer=average, justify="right", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    for heading in ("✓", "✗", "–", "!"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("s", footer=seconds, justify="right", no_wrap=True)
    table.add_column("Reason or notes", overflow="fold", min_width=16)
    for grade in results.grades:
        table.add_row(*_row(grade, several=len(assignments) > 1))
    return table


def _row(grade: Grade, *, several: bool) -> list[Text | str]:
    counts = grade.counts
    return [
        Text(grade.student),
        *([Text(grade.assignment)] if several else []),
        f"{points_text(grade.score)}/{points_text(grade.max_score)}",
        _STATUSES[grade.status],
        *(str(counts[status] or "") for status in ("passed", "failed", "skipped", "error")),
        f"{grade.seconds:.1f}",
        Text(_short(grade.reason)),
    ]


def _footer(results: Results) -> tuple[str, str, str]:
    if not results.grades:
        return "", "", ""
    shares = [grade.share for grade in results.grades if grade.status != "missing"]
    average = f"ø {100 * mean(shares):.0f} %" if shares else ""
    return f"{len(results.grades)} in all", average, f"{sum(g.seconds for g in results.grades):.1f}"


def _short(text: str, most: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
