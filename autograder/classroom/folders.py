"""The folders that students have in a course, where nbgrader's configuration says that they lie."""

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from autograder.batch.submissions import Submission


def submissions(course: CourseDirectory, step: str, assignment: str, student: str) -> Iterator[Submission]:
    """What students have in a step of nbgrader, but for the students who are excluded.

    step: the step's folder, such as `course.submitted_directory`
    student: an id, or a pattern of ids
    """
    excluded = course.student_id_exclude.split(",")
    anybody = course.format_path(step, "(?P<student>.*)", assignment, escape=True)
    for path in sorted(glob.glob(course.format_path(step, student, assignment))):
        match = re.fullmatch(anybody, path)
        if match and match["student"] not in excluded and os.path.isdir(path):
            yield Submission(match["student"], assignment, Path(path) / f"{assignment}.ipynb")
