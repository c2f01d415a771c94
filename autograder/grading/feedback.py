"""What a student reads after grading: the results of the checks, put into the graded notebook.

`attach` writes a table into the outputs of every test cell and a summary above the first cell.
nbgrader's feedback pages and its formgrader show both as they stand, so all styles are inline, and
every text is escaped: titles and messages may quote what a submission said.
"""

import re
from html import escape

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.model import CheckResult, Grade, points_text
from autograder.notebook import grade_id, is_test, test_cell

SUMMARY_ID = "autograder-summary"

# How an outcome looks: mark, word, colour.
_LOOKS = {
    "passed": ("✓", "passed", "#1a7f37"),
    "failed": ("✗", "failed", "#cf222e"),
    "skipped": ("–", "skipped", "#6e7781"),
    "error": ("!", "to be graded by hand", "#9a6700"),
}

_IN_PART = ("◐", "in part", "#9a6700")  # a scored check that failed, but has earned something

# "line 3, in call: ..." as autograder.grading.grader writes it, and anything indented.
_TRACEBACK = re.compile(r"line \d+|\s{2}")

_MONO = "font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:12px"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;line-height:1.45"
# MathJax would typeset a `$...$` that a message quotes; these classes (versions 2 and 3) forbid it.
_NO_MATH = "tex2jax_ignore mathjax_ignore"


def attach(notebook: NotebookNode, grade: Grade) -> NotebookNode:
    """Put the results of `grade` into a notebook that was rebuilt from the released template.

    The outputs of test cells are replaced by the
    table of their checks, and a summary of the grade becomes the first cell. Doing it twice is the
    same as doing it once. Changes `notebook` and returns it.
    """
    notebook.cells = [cell for cell in notebook.cells if cell.get("id") != SUMMARY_ID]
    for cell in notebook.cells:
        if is_test(cell):
            checks = [check for check in grade.checks if test_cell(check.cell) == grade_id(cell)]
            cell.outputs = [_output(checks)] if checks else []
    notebook.cells.insert(0, _summary(grade))
    return notebook


def _of(earned: float, most: float) -> str:
    return f"{points_text(earned)} of {points_text(most)} point{'' if points_text(most) == '1' else 's'}"


def _output(checks: list[CheckResult]) -> NotebookNode:
    return new_output("display_data", data={"text/html": _table(checks), "text/plain": _plain(checks)})


def _total(checks: list[CheckResult]) -> str:
    return _of(sum(check.points for check in checks), sum(check.max_points for check in checks))


def _plain(checks: list[CheckResult]) -> str:
    lines = [f"{_total(checks)}"]
    for check in checks:
        mark, word, _ = _look(check)
        worth = f", {_of(check.points, check.max_points)}" if check.max_points else ""
        lines.append(f"{mark} {check.title} [{word}{worth}]")
        lines += [f"    {line}" for line in check.message.splitlines()]
    return "\n".join(lines)


def _table(checks: list[CheckResult]) -> str:
    colour = _LOOKS[_worst(checks)][2]
    rows = "".join(_row(check) for check in checks)
    return (
        f'<div class="autograder-checks {_NO_MATH}" style="{_FONT};font-size:14px;color:#1f2328;'
        f"max-width:58em;margin:4px 0;border:1px solid #d0d7de;border-left:4px solid {colour};"
        f'border-radius:6px;background:#fff;overflow:hidden">'
        f'<div style="padding:6px 12px;background:#f6f8fa;border-bottom:1px solid #d0d7de">'
        f"<strong>{_total(checks)}</strong></div>"
        f'<table style="border-collapse:collapse;border:none;width:100%;margin:0;table-layout:auto;'
        f'font-size:14px">{rows}</table></div>'
    )


def _look(check: CheckResult) -> tuple[str, str, str]:
    return _IN_PART if check.status == "failed" and check.points else _LOOKS[check.status]


def _worst(checks: list[CheckResult]) -> str:
    present = {check.status for check in checks}
    return next(status for status in ("error", "failed", "skipped", "passed") if status in present)


def _row(check: CheckResult) -> str:
    mark, word, colour = _look(check)
    cell = "border:none;border-top:1px solid #eaeef2;padding:6px 12px;vertical-align:top;background:#fff"
    worth = f"{points_text(check.points)} / {points_text(check.max_points)}" if check.max_points else ""
    lines = "".join(_line(line) for line in check.message.splitlines() if line.strip())
    message = (
        f'<div style="margin-top:2px;color:#57606a;overflow-wrap:anywhere">{lines}</div>' if lines else ""
    )
    return (
        f'<tr style="background:#fff">'
        f'<td style="{cell};text-align:center;width:1.5em;color:{colour};font-weight:bold" title="{word}">'
        f'<span aria-label="{word}">{mark}</span></td>'
        f'<td style="{cell};text-align:left;white-space:normal">{_text(check.title)}{message}</td>'
        f'<td style="{cell};text-align:right;white-space:nowrap;color:#57606a">'
        f"{worth}</td></tr>"
    )


def _line(line: str) -> str:
    """A line of a message; lines of the student's traceback look like code."""
    if _TRACEBACK.match(line):
        return f'<div style="{_MONO};white-space:pre-wrap">{escape(line)}</div>'
    return f"<div>{_text(line)}</div>"


def _text(text: str) -> str:
    """Escaped text in which `backticks` mark code."""
    return re.sub(r"`([^`]+)`", rf'<span style="{_MONO}">\1</span>', escape(text))


def _summary(grade: Grade) -> NotebookNode:
    """The first cell: the score, what came of the checks, and the reason or notes.

    One block of HTML without blank lines, so that Markdown takes it as it is.
    """
    if grade.status == "rejected":
        headline, colour = "This submission could not be graded automatically", _LOOKS["failed"][2]
    else:
        headline = f"Checked automatically: {_of(grade.score, grade.max_score)}"
        colour = _LOOKS[_worst(grade.checks) if grade.checks else "error"][2]
    lines = [f"<strong>{headline}</strong>", _counts(grade)]
    if grade.status == "needs_manual_grade" and not grade.by_hand:
        lines.append("Part of it will be graded by hand: the grader itself had a problem there.")
    lines += [_text(line) for line in grade.reason.splitlines() if line.strip()]
    body = "<br>".join(line for line in lines if line)
    source = (
        f'<div class="autograder-summary {_NO_MATH}" style="{_FONT};font-size:14px;color:#1f2328;'
        f"background-color:#f6f8fa;border:1px solid #d0d7de;border-left:4px solid {colour};"
        f'border-radius:6px;padding:8px 12px;max-width:58em">{body}</div>'
    )
    cell = new_markdown_cell(source, id=SUMMARY_ID)
    cell.metadata.update({"editable": False, "deletable": False})
    return cell


def _counts(grade: Grade) -> str:
    counted = [f"{grade.counts[status]} {look[1]}" for status, look in _LOOKS.items() if grade.counts[status]]
    return f"{len(grade.checks)} checks: {', '.join(counted)}." if counted else ""
