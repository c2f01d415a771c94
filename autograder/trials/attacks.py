"""Whether the grader withstands attacks: hostile submissions are graded in one batch, among honest neighbours.

An attack must gain no point over the same submission without it, must touch nothing outside its sandbox, and must
leave its neighbours' marks as they are without it.
"""

from __future__ import annotations

import ctypes
import hashlib
import multiprocessing.util
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import scratch
from autograder.batch.pool import GradedSubmission, grade_many
from autograder.batch.submissions import Submission
from autograder.course import Course
from autograder.notebook import is_test
from autograder.sandbox.warm import servers
from autograder.seeds import fresh_seed
from autograder.trials import scenarios
from autograder.trials.scenarios import Scenario

# Attacks that exhaust something are to meet the limit soon; honest notebooks stay far below these.
LIMITS = {
    "cell_seconds": 10.0,
    "question_seconds": 6.0,
    "open_seconds": 20.0,  # of which an honest open part takes half
    "submission_seconds": 100.0,
    "added_seconds": 5.0,
    "questions_seconds": 60.0,
    "memory_mib": 2000,
    "disk_mib": 64,
}
GRADER_MIB = 2048  # what a process of the grader may take, whatever is sent to it
ESCAPED = "SystemError"  # what an attack raises when it reached what it should not have
SCRIPT = re.compile(r"<script|javascript:|onerror=", re.IGNORECASE)
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class AttackResult:
    """What came of one attack. The mark that is due is that of the same submission without it."""

    scenario: Scenario
    outcome: GradedSubmission
    due: float
    escapes: tuple[str, ...] = ()

    @property
    def gained(self) -> bool:
        """Whether the attack has more points than are due."""
        return self.outcome.grade.score > self.due + 1e-6

    @property
    def complaints(self) -> list[str]:
        """All that is not as it must be."""
        grade, wanted = self.outcome.grade, self.scenario
        found = list(self.escapes)
        if abs(grade.score - self.due) > 1e-6:
            found.append(f"{grade.score:g} points, {self.due:g} are due")
        if grade.status != wanted.status:
            found.append(f"is {grade.status}, not {wanted.status}")
        if wanted.note not in grade.reason:
            found.append(f"its reason does not say {wanted.note!r}: {grade.reason!r}")
        return found


@dataclass(frozen=True)
class Attacks:
    """What came of all attacks on an assignment. touched, harmed, stopped: what is wrong beside them."""

    assignment: str
    verdicts: list[AttackResult]
    touched: list[str] = field(default_factory=list)
    harmed: list[str] = field(default_factory=list)
    stopped: str = ""

    @property
    def complaints(self) -> list[str]:
        """All that is not as it must be, a line each; empty when every attack was withstood."""
        of_attacks = [f"{v.scenario.name}: {line}" for v in self.verdicts for line in v.complaints]
        return [*([self.stopped] if self.stopped else []), *of_attacks, *self.touched, *self.harmed]

    def summary(self) -> str:
        """One line: how many gained or escaped, and whether the neighbours kept their marks."""
        gained = sum(v.gained for v in self.verdicts)
        escaped = sum(bool(v.escapes) for v in self.verdicts) + len(self.touched)
        neighbours = "; ".join(self.harmed) or "neighbours unharmed"
        return f"{len(self.verdicts)} attacks, {gained} gained, {escaped} escaped, {neighbours}"

    def table(self) -> Table:
        """A row per attack, for the terminal."""
        table = Table(title=f"Attacks on {self.assignment}", title_justify="left")
        for heading in ("attack", "what it does", "status", "points", "due", "seconds", ""):
            table.add_column(heading, justify="right" if heading in ("points", "due", "seconds") else "left")
        for v in self.verdicts:
            grade = v.outcome.grade
            numbers = (f"{grade.score:g}", f"{v.due:g}", f"{grade.seconds:.1f}")
            status = grade.status.replace("_", " ")
            verdict = Text("\n".join(v.complaints) or "held", style="red" if v.complaints else "green")
            table.add_row(v.scenario.name, Text(v.scenario.summary), status, *numbers, verdict)
        return table


def main(course: Course, assignments: Sequence[str] = (), *, jobs: int = 2, seed: int | None = None) -> int:
    """Attack the grader of some assignments (all, when none is named), and print what came of it.

    Returns 0 when all attacks were withstood, else 1. Raises CourseError and ScenarioError.
    """
    seed = fresh_seed() if seed is None else seed
    console, all_withstood = Console(), True
    for assignment in assignments or course.assignments:
        attacks = attack(course, assignment, jobs=jobs, seed=seed)
        console.print(attacks.table())
        for complaint in attacks.complaints:
            console.print(Text(f"  {complaint}", style="red"))
        console.print(f"{assignment}: {attacks.summary()}")
        all_withstood = all_withstood and not attacks.complaints
    return 0 if all_withstood else 1


def attack(course: Course, assignment: str, *, jobs: int, seed: int) -> Attacks:
    """Grade all attacks on an assignment and their neighbours, and look at what else has changed."""
    course = course.model_copy(update={"limits": course.limits.model_copy(update=LIMITS)})
    attacks = scenarios.all_of(course, assignment, "hostile")
    before = outside(course)
    with _scratch() as folder:
        wrong = scenarios.all_of(course, assignment, "wrong")[:1]
        neighbours = [
            Submission("neighbour-right", assignment, course.solution_notebook(assignment)),
            *(_written(course, scenario, folder / "handed-in") for scenario in wrong),
        ]
        hostile = [_written(course, scenario, folder / "handed-in") for scenario in attacks]
        already_there, already_running = _files(folder), _processes()
        alone = grade_many(neighbours, course, seed=seed, jobs=jobs)
        # the neighbours stand in the middle: attacks run before, beside and after them
        middle = len(hostile) // 2
        with _watched_graders() as most:
            together = grade_many(
                [*hostile[:middle], *neighbours, *hostile[middle:]], course, seed=seed, jobs=jobs
            )
        servers.stop()
        touched = [*_changes(before, outside(course)), *_left_behind(folder, already_there, already_running)]
    outcomes = {outcome.submission: outcome for outcome in together.outcomes}
    verdicts = [
        AttackResult(
            scenario, outcomes[submission], due(course, scenario), tuple(escapes(outcomes[submission]))
        )
        for scenario, submission in zip(attacks, hostile, strict=True)
        if submission in outcomes
    ]
    if most[0] > GRADER_MIB:
        touched.append(f"a process of the grader grew to {most[0]} MiB")
    stopped = alone.stopped or together.stopped
    return Attacks(assignment, verdicts, touched, list(_harmed(alone.outcomes, outcomes)), stopped)


def due(course: Course, scenario: Scenario) -> float:
    """The mark of a submission without its attack."""
    if scenario.score is not None:
        return scenario.score
    return course.max_score(scenario.assignment) if scenario.base == "reference" else 0.0


def escapes(outcome: GradedSubmission) -> Iterator[str]:
    """What an attack reached, as the notebook it left behind shows: it says so itself, or script got through."""
    for cell in outcome.notebook.cells if outcome.notebook else []:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and output.ename == ESCAPED:
                yield output.evalue
            if not is_test(cell) and not _is_plain(output):
                yield "an output that a browser would run was kept"
        if not isinstance(cell.get("execution_count", None), int | None):
            yield "an execution count is no number"


def _is_plain(output: NotebookNode) -> bool:
    """Whether an output is text and pictures alone: a browser shows text as it is, and base64 holds no script."""
    data = output.get("data", {})
    return set(data) <= {"text/plain", "image/png"} and not SCRIPT.search(data.get("image/png", ""))


def _harmed(alone: Sequence[GradedSubmission], together: dict[Submission, GradedSubmission]) -> Iterator[str]:
    for outcome in alone:
        before, after = outcome.grade, together[outcome.submission].grade
        if (before.status, before.score, before.reason) != (after.status, after.score, after.reason):
            name = outcome.submission.student
            yield f"{name} got {after.score:g} ({after.status}) among attacks, {before.score:g} ({before.status}) alone"


def _written(course: Course, scenario: Scenario, folder: Path) -> Submission:
    path = folder / scenario.name / f"{scenario.assignment}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(scenarios.build(course, scenario))
    return Submission(scenario.name, scenario.assignment, path)


# --- What an attack must not touch ---------------------------------------------------------------------------


def outside(course: Course) -> dict[str, str]:
    """Digests of the course's files and of the installed packages' folder, and the names in home and in /tmp."""
    files = [path for path in _course_files(course.root) if path.is_file()]
    state = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    packages = Path(psutil.__file__).parents[1]
    names = [*packages.iterdir(), *Path.home().iterdir(), *Path(tempfile.gettempdir()).glob("*owned*")]
    return state | {str(path): "" for path in names}


def _course_files(root: Path) -> list[Path]:
    """The files under version control, or where there is none, all that is not hidden."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.split("\0") if name]
    return [p for p in root.rglob("*") if not any(part.startswith(".") for part in p.relative_to(root).parts)]


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"{path} was {'removed' if path not in after else 'changed' if path in before else 'made'}"


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for the run's temporary files, so that what is left of them can be seen.

    What a sandbox leaves running becomes a child of this process, and is seen too.
    """
    scratch.folder()  # which stays for as long as this process, as does multiprocessing's
    multiprocessing.util.get_temp_dir()
    before = os.environ.get("TMPDIR")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    servers.stop()  # an older server would keep its files elsewhere
    with tempfile.TemporaryDirectory(prefix="attacks-") as name:
        os.environ["TMPDIR"], tempfile.tempdir = name, None
        try:
            yield Path(name)
        finally:
            servers.stop()
            os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
            tempfile.tempdir = None


def _processes() -> set[psutil.Process]:
    """All processes below this one."""
    return set(psutil.Process().children(recursive=True))


def _files(folder: Path) -> set[Path]:
    """The temporary files of a run, in its own folder and in that of this process."""
    return {*folder.iterdir(), *scratch.folder().iterdir()}


def _left_behind(
    folder: Path, already_there: set[Path], already_running: set[psutil.Process]
) -> Iterator[str]:
    """Files of a run, and processes that it started, which are still there."""
    for path in sorted(_files(folder) - already_there):
        if not path.name.startswith("pymp-"):
            yield f"{path.name} was left in the folder for temporary files"
    started = [p for p in _processes() - already_running if not _is_helper(p)]
    _, alive = psutil.wait_procs(started, timeout=5)
    for process in alive:
        yield f"a process was left running: {_command(process)[:200]}"


def _is_helper(process: psutil.Process) -> bool:
    """Whether a process is one of multiprocessing's, which stay for the next batch; or has ended."""
    try:
        return "multiprocessing" in _command(process) or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@contextmanager
def _watched_graders() -> Iterator[list[int]]:
    """The most memory, in MiB, that a process of the grader took meanwhile."""
    most, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            for process in psutil.Process().children(recursive=True):
                try:
                    if "multiprocessing" in _command(process):
                        most[0] = max(most[0], process.memory_info().rss >> 20)
                except psutil.Error:
                    continue

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()
