"""What one student handed in, as a platform lays it out: an upload or a repository, in which there may be no notebook."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.batch.submissions import SUFFIX, Submission, shown
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.model import one_line


def handed_in(path: Path, course: Course, assignment: str, student: str) -> Submission:
    """The one submission in a folder, whether or not there is a notebook: without one it is graded, with 0 points.

    The notebook is looked for in the folder itself, in ``<id>/`` and, as in the students' repository, in
    ``assignments/<id>/``. A path may be a notebook, too. SubmissionError when there is no such path: that is no student's
    fault. CourseError for an unknown assignment.
    """
    course.assignment(assignment)
    path = Path(os.path.abspath(path))
    if not os.path.lexists(path):
        raise SubmissionError(f"{shown(path)} does not exist")
    name = f"{assignment}{SUFFIX}"
    found = path if not path.is_dir() else _place(path, assignment, name) / name
    return Submission(one_line(student), assignment, found)


def _place(folder: Path, assignment: str, name: str) -> Path:
    """The folder that holds the notebook or, where none is of its name, any notebook."""
    places = [folder, *(folder / part for part in _folders(folder, assignment))]
    named = [place for place in places if os.path.lexists(place / name)]
    others = [place for place in places if any(place.glob(f"*{SUFFIX}"))]
    return (named or others or [folder])[0]


def _folders(folder: Path, assignment: str) -> list[Path]:
    """Those below in which it may lie. What is a link may lead anywhere, even to the solution, and is none of them."""
    parts = [Path(assignment), Path("assignments", assignment)]
    return [part for part in parts if not any((folder / one).is_symlink() for one in (part, part.parent))]
