"""A course folder made from the repository, notebooks that a class might hand in, grades without grading."""

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Course, load_course
from autograder.grading.grader import Graded
from autograder.model import CheckResult, Grade
from autograder.notebook import grade_id, is_test

REPOSITORY = Path(__file__).parents[2]
TIMESTAMP = "2027-02-20 10:00:00.000000 UTC"


def make_course(root: Path) -> Course:
    """A course folder with everything that nbgrader needs, and no gradebook yet."""
    for folder in ("solutions/vae", "assignments/vae"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    for name in ("grading.yml", "nbgrader_config.py"):
        shutil.copy(REPOSITORY / name, root / name)
    return load_course(root)


def edited(notebook: NotebookNode, **sources: str) -> NotebookNode:
    """A copy in which the cells of these grade_ids say something else."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = sources.get(grade_id(cell), cell.source)
    return notebook


def hand_in(
    root: Path, student: str, content: NotebookNode | bytes | None, timestamp: str = TIMESTAMP
) -> Path:
    """Put a notebook into submitted/, as nbgrader collects it; the folder that it is in."""
    folder = root / "submitted" / student / "vae"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(timestamp)
    if content is not None:
        data = content if isinstance(content, bytes) else nbformat.writes(content).encode()
        (folder / "vae.ipynb").write_bytes(data)
    return folder


def graded(course: Course, student: str, reason: str = "", answer: str = "", **statuses: str) -> Graded:
    """A grade with two checks per cell, both passed but where a cell's status is given for the second."""
    notebook = nbformat.read(course.release_notebook("vae"), as_version=4)
    checks = []
    for cell in filter(is_test, notebook.cells):
        name, half = grade_id(cell).removeprefix("test_"), cell.metadata.nbgrader["points"] / 2
        for number, status in enumerate(["passed", statuses.get(name, "passed")]):
            wrong = status != "passed"
            checks.append(
                CheckResult(
                    id=f"test_{name}_{number}",
                    cell=name,
                    title=f"`{name}` does what it must, part {number}.",
                    status=status,
                    points=0 if wrong else half,
                    max_points=half,
                    message="The sign is wrong.\nHint: look at the factor.\nline 3, in f: return 1"
                    if wrong
                    else "",
                )
            )
    grade = Grade(
        assignment="vae",
        student=student,
        status="needs_manual_grade" if "error" in statuses.values() else "graded",
        reason=reason,
        score=sum(check.points for check in checks),
        max_score=20,
        seconds=1,
        checks=checks,
    )
    return Graded(grade, edited(notebook, **({"question_samples": answer} if answer else {})))


def rejected(student: str, reason: str = "The file is not a notebook.", status: str = "rejected") -> Graded:
    fields = {"assignment": "vae", "student": student, "status": status, "reason": reason}
    return Graded(Grade(**fields, score=0, max_score=20, seconds=0), None)


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment in a course folder, with no configuration but the folder's."""
    home = root.parent / "home"
    home.mkdir(exist_ok=True)
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if "LABKIT_DATA" in os.environ:
        environment["LABKIT_DATA"] = os.environ["LABKIT_DATA"]
    executable = Path(sys.executable).with_name(arguments[0])
    return subprocess.run(
        [executable, *arguments[1:]], cwd=root, env=environment, capture_output=True, text=True, timeout=540
    )


def made_up(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> Graded:
    """A grader that needs no sandbox, of one mistake of ben's; workers import it by its name."""
    return graded(course, student, kl_divergence="failed" if student == "ben" else "passed")
