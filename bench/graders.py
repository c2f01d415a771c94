"""The graders that bench/grading.py compares: how each is set up, run, and asked for its marks afterwards."""

from __future__ import annotations

import abc
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from autograder.course import Course

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
ASSIGNMENT = "vae"
OTTER = "otter-grader==7.0.0"
# QUICK: training cells run a few steps. The commands of each environment find their own programs first.
ENVIRONMENT = os.environ | {"QUICK": "1", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

# All else is nbgrader's default; its 30 seconds for a cell are not enough for a training cell on a busy machine.
NBGRADER_CONFIG = """\
from pathlib import Path
c = get_config()
c.Execute.timeout = 600
c.CourseDirectory.root = str(Path(__file__).parent)
c.CourseDirectory.course_id = "bench"
"""
# A test file as otter reads it: the cell of visible tests, run among the names of the notebook.
OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name, points = {name!r}, {points!r}


@test_case()
def {name}(env):
    exec({source!r}, env)
"""


class BenchError(RuntimeError):
    """A grader did not grade the class as it should, so that its time means nothing; the text says how."""


@dataclass
class Grader(abc.ABC):
    """One grader, with a folder of its own. submissions: the notebook of each student, as handed in, of one assignment."""

    folder: Path
    submissions: dict[str, bytes]
    assignment: str = ASSIGNMENT

    name = ""
    environment = ENVIRONMENT

    def set_up(self) -> None:
        """Make the folder; what this costs is not measured."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for student, notebook in self.submissions.items():
            path = self.notebook(student)
            path.parent.mkdir(parents=True)
            path.write_bytes(notebook)

    def notebook(self, student: str) -> Path:
        return self.folder / "submitted" / student / self.assignment / f"{self.assignment}.ipynb"

    def quietly(self, *command: str | Path, cwd: Path | None = None) -> None:
        """Run a command of the set-up. Raises BenchError with the end of its output."""
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BenchError(f"{' '.join(map(str, command))}\n{(done.stdout + done.stderr)[-2000:]}")

    @abc.abstractmethod
    def forget(self) -> None:
        """Remove what an earlier run left, so that the next does all its work again."""

    @abc.abstractmethod
    def commands(self) -> list[list[str]]:
        """The commands that grade the class, one after the other."""

    @abc.abstractmethod
    def marks(self) -> dict[str, float]:
        """What the last run gave: the share of the automatic points, by student."""


class Own(Grader):
    """This package: `autograder grade`, all hidden checks, recorded in a gradebook as nbgrader's are."""

    name = "jobs_1"
    jobs = 1

    def set_up(self) -> None:
        super().set_up()
        for part in ("assignments", "solutions"):
            shutil.copytree(ROOT / part / self.assignment, self.folder / part / self.assignment)
        shutil.copy(ROOT / "grading.yml", self.folder)

    def forget(self) -> None:
        for path in (".cache", "autograded"):
            shutil.rmtree(self.folder / path, ignore_errors=True)
        for path in ("gradebook.db", "results.json"):
            (self.folder / path).unlink(missing_ok=True)

    def commands(self) -> list[list[str]]:
        command = [sys.executable, "-m", "autograder", "grade", "submitted", "--course", "."]
        outcome = ["--json", "results.json", "--gradebook", f"sqlite:///{self.folder / 'gradebook.db'}"]
        return [[*command, *outcome, "--jobs", str(self.jobs)]]

    def marks(self) -> dict[str, float]:
        grades = json.loads((self.folder / "results.json").read_bytes())["grades"]
        autograded = {g["student"]: sum(check["max_points"] for check in g["checks"]) for g in grades}
        return {
            g["student"]: g["score"] / autograded[g["student"]] for g in grades if g["status"] == "graded"
        }


class OwnTwoJobs(Own):
    """The same, two submissions at a time."""

    name = "jobs_2"
    jobs = 2


class Nbgrader(Grader):
    """Stock `nbgrader autograde`: its own kernel and preprocessors, every cell, the visible tests alone."""

    name = "nbgrader"
    options: tuple[str, ...] = ()

    def set_up(self) -> None:
        super().set_up()
        (self.folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
        source = self.folder / "source" / self.assignment
        source.mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / self.assignment / f"{self.assignment}.ipynb", source)
        self.quietly(sys.executable, "-m", "nbgrader", "generate_assignment", self.assignment)
        shutil.copy(self.folder / "gradebook.db", self.folder / "gradebook.clean")

    def forget(self) -> None:
        shutil.rmtree(self.folder / "autograded", ignore_errors=True)
        shutil.copy(self.folder / "gradebook.clean", self.folder / "gradebook.db")

    def commands(self) -> list[list[str]]:
        return [[sys.executable, "-m", "nbgrader", "autograde", self.assignment, *self.options]]

    def marks(self) -> dict[str, float]:
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            most = sum(cell["points"] for cell in test_cells(self.assignment))
            found = gradebook.assignment_submissions(self.assignment)
            return {submission.student.id: submission.score / most for submission in found}


class NbgraderUntrained(Nbgrader):
    """The same, told to leave out the training cells, as this package does."""

    name = "nbgrader_untrained"
    options = ("--Execute.skip_cells_with_tag=train",)


class Otter(Grader):
    """`otter run`, one notebook at a time, in a virtual environment that borrows the course's packages."""

    name = "otter"
    home = CACHE / "bench-otter"

    @cached_property
    def environment(self) -> dict[str, str]:
        return ENVIRONMENT | {"PATH": f"{self.home / 'bin'}:{ENVIRONMENT['PATH']}"}

    def set_up(self) -> None:
        super().set_up()
        self._install()
        tests = self.folder / "tests"
        tests.mkdir()
        for cell in test_cells(self.assignment):
            (tests / f"{cell['name']}.py").write_text(OTTER_TEST.format(**cell))
        self.quietly("otter", "generate", "-t", tests, "-o", "autograder.zip", "--no-environment")

    def _install(self) -> None:
        """Raises BenchError when it cannot be installed."""
        done = self.home / ".installed"
        if done.exists() and done.read_text() == OTTER:
            return
        self.quietly(sys.executable, "-m", "venv", "--clear", self.home)
        own = next(self.home.glob("lib/python*/site-packages"))
        borrowed = sysconfig.get_path("purelib")
        (own / "course.pth").write_text(f"import site; site.addsitedir({borrowed!r})\n")
        python = self.home / "bin" / "python"
        self.quietly(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", OTTER)
        self.quietly(python, "-m", "ipykernel", "install", "--sys-prefix")
        done.write_text(OTTER)

    def forget(self) -> None:
        for path in self.folder.glob("out/*/results.json"):
            path.unlink()

    def commands(self) -> list[list[str]]:
        lines = []
        for student in self.submissions:
            out = self.folder / "out" / student
            out.mkdir(parents=True, exist_ok=True)
            run = ["otter", "run", str(self.notebook(student)), "-a", "autograder.zip", "-o", str(out)]
            lines.append([str(self.home / "bin" / run[0]), *run[1:], "--no-logo"])
        return lines

    def marks(self) -> dict[str, float]:
        marks = {}
        for path in self.folder.glob("out/*/results.json"):
            tests = [t for t in json.loads(path.read_bytes())["tests"] if t.get("max_score")]
            most = sum(t["max_score"] for t in tests)
            marks[path.parent.name] = sum(t.get("score") or 0 for t in tests) / most if most else 0.0
        return marks


def test_cells(assignment: str) -> list[dict]:
    """Name, points and source of the release's cells of visible tests."""
    notebook = nbformat.read(ROOT / "assignments" / assignment / f"{assignment}.ipynb", as_version=4)
    found = []
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution"):
            found.append({"name": marks["grade_id"], "points": marks["points"], "source": cell.source})
    return found


def honest_class(course: Course, size: int, assignment: str = ASSIGNMENT) -> dict[str, bytes]:
    """Submissions of the grader's own test suite: the reference first, then right and wrong ones by turns."""
    from autograder.trials import scenarios

    right, wrong = (scenarios.all_of(course, assignment, kind) for kind in ("right", "wrong"))
    half = size // 2
    chosen = [scenarios.build(course, spread_over(right, i, half)) for i in range(half)]
    chosen += [scenarios.build(course, spread_over(wrong, i, half)) for i in range(size - half - 1)]
    reference = course.solution_notebook(assignment).read_bytes()
    return {f"student-{i:03}": notebook for i, notebook in enumerate([reference, *chosen])}


def spread_over(found: list, index: int, count: int):
    """The index-th of count, evenly spread over what was found; repeated when that is too few."""
    return found[index * len(found) // count if count < len(found) else index % len(found)]
