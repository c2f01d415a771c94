"""Feedback that can be sent: a page for each student and assignment that needs nothing else, and leads nowhere else."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from autograder.course import Course
from autograder.files import write_whole
from autograder.model import Feedback, points_text
from autograder.reports.csv import inert
from autograder.reports.html import page_name, student_page

LIST = "mail.csv"
_COLUMNS = ("id", "name", "email", "assignment", "points", "of", "file")


def write_for_nbgrader(found: Iterable[Feedback], course: Course, folder: Path) -> None:
    """Write the pages where `nbgrader release_feedback` takes them from."""
    for feedback in found:
        grade = feedback.grade
        path = folder / grade.student / grade.assignment / f"{grade.assignment}.html"
        write_whole(path, student_page(grade, course, feedback).encode())


def write_for_mail(found: Iterable[Feedback], course: Course, folder: Path) -> None:
    """Write the pages into one folder, with a list of them for a mail merge."""
    table = StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(_COLUMNS)
    for feedback in found:
        grade = feedback.grade
        write_whole(folder / page_name(grade), student_page(grade, course, feedback).encode())
        who = (grade.student, feedback.name, feedback.email, grade.assignment)
        points = (points_text(feedback.total), points_text(feedback.max_total))
        rows.writerow([*map(inert, who), *points, page_name(grade)])
    write_whole(folder / LIST, table.getvalue().encode())
