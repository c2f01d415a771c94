"""How the reports write numbers and statuses, the same everywhere."""

from collections.abc import Iterable

from autograder.model import Grade

STATUS_LABELS = {
    "graded": "graded",
    "rejected": "rejected",
    "needs_manual_grade": "needs manual grade",
    "missing": "nothing handed in",
}
CHECK_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–", "error": "!"}


def sandboxes(grades: Iterable[Grade]) -> str:
    """A sentence on the sandboxes that student code ran in; empty where none ran."""
    names = sorted({grade.sandbox for grade in grades} - {""})
    return f"Student code ran in the sandbox {' or '.join(names)}." if names else ""


def percent(share: float) -> str:
    """A share of 0 to 1 as a whole per cent; 100 % and 0 % only when it is all or nothing."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    if whole == 0 and share > 0:
        whole = 1
    return f"{whole} %"
