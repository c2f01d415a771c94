"""What it costs to go on with a class in which nothing has changed: `autograder grade --resume`, gradebook and reports.

    python bench/resume.py                  600 submissions that were graded and recorded before
    python bench/resume.py --students 60

The class is made up, and so are its grades (a tenth of the checks failed): nobody's code runs. Prints the processor time of
the whole command, in seconds.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import nbformat
from graders import ASSIGNMENT, ROOT
from nbformat.v4 import new_output

from autograder import cli
from autograder.checks.runner import declared
from autograder.course import Course
from autograder.grading.grader import Graded
from autograder.model import CheckResult, Grade
from autograder.notebook import grade_id, is_test, test_cell

REPORTS = (
    "--gradebook",
    "sqlite:///gradebook.db",
    "--html",
    "html",
    "--csv",
    "grades.csv",
    "--json",
    "grades.json",
)
PICTURE_BYTES = 20_000


def made_up(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> Graded:
    """A grade of the size of a real one: every check of the assignment, of which a tenth failed, and a picture."""
    chance = random.Random(student)
    notebook = nbformat.read(course.solution_notebook(assignment), as_version=4)
    worth = {grade_id(cell): cell.metadata.nbgrader["points"] for cell in notebook.cells if is_test(cell)}
    checks = declared(course.checks(assignment))
    weights = Counter()
    for check in checks:
        weights[check.cell] += check.weight
    results = []
    for check in checks:
        points = worth[test_cell(check.cell)] * check.weight / weights[check.cell]
        is_wrong = chance.random() < 0.1
        results.append(
            CheckResult(
                id=check.id,
                cell=check.cell,
                title=check.title,
                status="failed" if is_wrong else "passed",
                points=0 if is_wrong else points,
                max_points=points,
                message="The factor is missing.\nHint: look at the sum." if is_wrong else "",
            )
        )
    picture = base64.b64encode(chance.randbytes(PICTURE_BYTES)).decode()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    code[-1].outputs = [new_output("display_data", data={"image/png": picture})]
    score = sum(result.points for result in results)
    grade = Grade(
        assignment=assignment, student=student, status="graded", score=score,
        max_score=course.max_score(assignment), seconds=1, checks=results,
    )  # fmt: skip
    return Graded(grade, notebook)


def make_class(folder: Path, students: int) -> None:
    """A course folder with one assignment, and what so many students have handed in."""
    for name in (f"solutions/{ASSIGNMENT}", f"assignments/{ASSIGNMENT}"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "grading.yml", folder)
    notebook = (folder / f"assignments/{ASSIGNMENT}/{ASSIGNMENT}.ipynb").read_bytes()
    for number in range(students):
        place = folder / f"submitted/student{number:03}/{ASSIGNMENT}"
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(notebook + b" " * number)
        (place / "timestamp.txt").write_text("2027-02-20 10:00:00.000000 UTC")


def processor_seconds(folder: Path) -> float:
    """Processor time of the command with --resume, its children included. CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "autograder", "grade", "submitted", *REPORTS, "--resume"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description="Processor time of --resume where nothing has changed.")
    parser.add_argument("--students", type=int, default=600, help="size of the class (%(default)s)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-resume-") as scratch:
        folder = Path(scratch)
        make_class(folder, arguments.students)
        os.chdir(folder)
        if code := cli.main(["grade", "submitted", *REPORTS, "--jobs", "2"], grader=made_up):
            return code
        for run in (1, 2, 3):
            print(
                f"run {run}: {processor_seconds(folder):.2f} s for {arguments.students} unchanged submissions"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
