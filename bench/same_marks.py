"""Whether submissions have the same marks, in every cell, however they are graded.

    python bench/same_marks.py           all submissions of the repository, in all ways: some hours
    python bench/same_marks.py vae --ways cold jobs_2
    python bench/same_marks.py vae --only right/terms_inline hostile/fake_probe

Ways, all with one seed, each with reference answers of its own:

    cold      every kernel starts from nothing and imports its framework itself
    warm      kernels are forked from the warm server, one submission after the other in one process
    jobs_1    autograder grade --jobs 1
    jobs_2    autograder grade --jobs 2
    nbgrader  nbgrader autograde, with the marks that are in its gradebook

Prints each difference; exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from unittest import mock

import yaml
from graders import ENVIRONMENT, ROOT, BenchError

from autograder.batch.pool import Batch, grade_many
from autograder.batch.submissions import Submission, Unreadable, find_submissions
from autograder.classroom.adaptation import adapt_nbgrader
from autograder.classroom.gradebook import open_gradebook
from autograder.course import Course, load_course
from autograder.grading.grader import Graded, course_notebook, grade_submission, prepare
from autograder.model import Grade, Results
from autograder.notebook import points_of
from autograder.sandbox.warm import servers
from autograder.trials import scenarios
from autograder.trials.attacks import LIMITS
from autograder.trials.scenarios import Scenario

SEED = 20270
SUBMITTED, RESULTS, GRADEBOOK = "submitted", "results.json", "gradebook.db"
# A cold kernel imports its framework in a cell or a question, which takes longer than attacks are given elsewhere.
FOR_COLD = {"cell_seconds": 30, "question_seconds": 20, "submission_seconds": 240}
# status of the grade (None from a gradebook, which has none), and the points of each cell
Marks = tuple[str | None, dict[str, float]]


def cold(course: Course, assignment: str) -> dict[str, Marks]:
    done = _batch(course, assignment, grader=grade_cold)
    return {outcome.grade.student: marks(outcome.grade, course) for outcome in done.outcomes}


def grade_cold(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> Graded:
    """As grade_submission, without the warm server; a module's function, as workers import it."""
    with mock.patch.object(servers, "address", return_value=""):
        return grade_submission(data, assignment, student, course, seed=seed)


def warm(course: Course, assignment: str) -> dict[str, Marks]:
    prepare(assignment, course, seed=SEED)
    try:
        return {
            each.student: _marks_of(each, course)
            for each in find_submissions([course.root / SUBMITTED], course, assignment)
        }
    finally:
        servers.stop()


def _marks_of(submission: Submission, course: Course) -> Marks:
    """Of one submission, graded in this process."""
    try:
        data = submission.read(course.limits.notebook_mib)
    except Unreadable:
        return "rejected", no_points(course, submission.assignment)
    graded = grade_submission(data, submission.assignment, submission.student, course, seed=SEED)
    return marks(graded.grade, course)


def command_line(course: Course, assignment: str, *, jobs: int) -> dict[str, Marks]:
    options = ["--assignment", assignment, "--seed", str(SEED), "--jobs", str(jobs), "--json", RESULTS]
    _run(course.root, "autograder", "grade", SUBMITTED, *options, codes=(0, 3))
    grades = Results.read(course.root / RESULTS).grades
    return {grade.student: marks(grade, course) for grade in grades}


def nbgrader(course: Course, assignment: str) -> dict[str, Marks]:
    options = [f"--Autograde.seed={SEED}", "--Autograde.jobs=2"]
    _run(course.root, "nbgrader", "autograde", assignment, *options)
    tests = {f"test_{cell}" for cell in points_of(course_notebook(course.release_notebook(assignment)).cells)}
    found: dict[str, Marks] = {}
    adapt_nbgrader()
    with open_gradebook(f"sqlite:///{course.root / GRADEBOOK}", course) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            points = {g.name.removeprefix("test_"): g.auto_score or 0.0 for g in grades if g.name in tests}
            found[submission.student.id] = None, points
    return found


WAYS: dict[str, Callable[[Course, str], dict[str, Marks]]] = {
    "cold": cold,
    "warm": warm,
    "jobs_1": partial(command_line, jobs=1),
    "jobs_2": partial(command_line, jobs=2),
    "nbgrader": nbgrader,
}


def marks(grade: Grade, course: Course) -> Marks:
    """Status and points by cell; a cell without checks, of a notebook that was not run, has none."""
    points = no_points(course, grade.assignment)
    for check in grade.checks:
        points[check.cell] += check.points
    return grade.status, points


def no_points(course: Course, assignment: str) -> dict[str, float]:
    return dict.fromkeys(points_of(course_notebook(course.release_notebook(assignment)).cells), 0.0)


def _batch(course: Course, assignment: str, *, grader: Callable[..., Graded]) -> Batch:
    found = find_submissions([course.root / SUBMITTED], course, assignment)
    done = grade_many(found, course, seed=SEED, jobs=2, keep_notebooks=False, grader=grader)
    if done.stopped:
        raise BenchError(done.stopped)
    return done


def _run(folder: Path, program: str, *arguments: str, codes: Sequence[int] = (0,)) -> None:
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    environment = ENVIRONMENT | {"HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise BenchError(f"{' '.join(command)}\n{done.stderr[-2000:]}")


def make_course(folder: Path, submissions: Iterable[Scenario], ways: Iterable[str]) -> Course:
    """A course with what these scenarios' students hand in; limits are low, as attacks run into them."""
    course, assignments = load_course(ROOT), set()
    for scenario in submissions:
        assignments.add(scenario.assignment)
        student = f"{scenario.kind}-{scenario.name}"
        path = folder / SUBMITTED / student / scenario.assignment / f"{scenario.assignment}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(scenarios.build(course, scenario))
    for assignment in assignments:
        for part in ("assignments", "solutions"):
            shutil.copytree(ROOT / part / assignment, folder / part / assignment)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    settings = yaml.safe_load((ROOT / "grading.yml").read_text(encoding="utf-8"))
    settings["limits"] = (settings.get("limits") or {}) | LIMITS | (FOR_COLD if "cold" in ways else {})
    (folder / "grading.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return load_course(folder)


def compare(course: Course, assignment: str, ways: Iterable[str]) -> Iterator[str]:
    """A line for each difference between the first way and another."""
    first, base = "", {}
    for way in ways:
        shutil.rmtree(course.root / ".cache", ignore_errors=True)
        started = time.monotonic()
        found = WAYS[way](course, assignment)
        print(f"{assignment}: {way:8} {len(found)} graded, {time.monotonic() - started:.0f} s", flush=True)
        if not first:
            first, base = way, found
        else:
            yield from differences(first, base, way, found)


def differences(first: str, base: dict[str, Marks], way: str, found: dict[str, Marks]) -> Iterator[str]:
    """A line for each student whose marks differ between two ways."""
    for student in sorted(base.keys() | found.keys()):
        if student not in base or student not in found:
            yield f"{student}: not graded by {way if student in base else first}"
            continue
        (status, points), (other_status, other_points) = base[student], found[student]
        if None not in (status, other_status) and status != other_status:
            yield f"{student}: {status} by {first}, {other_status} by {way}"
        for cell in sorted(points.keys() | other_points.keys()):
            one, other = points.get(cell, 0.0), other_points.get(cell, 0.0)
            if abs(one - other) > 1e-4:
                yield f"{student}: {cell} {one:g} by {first}, {other:g} by {way}"


def all_scenarios(course: Course, assignment: str, only: Sequence[str] = ()) -> list[Scenario]:
    """All submissions of an assignment, or those of these names; the reference and the release are among all."""
    if only:
        folder = course.submissions(assignment)
        return [scenarios.load(folder / f"{name}.py") for name in only]
    path = course.submissions(assignment) / "right" / "reference.py"
    reference = Scenario(path, "right", "The reference.", ())
    untouched = Scenario(path.with_name("untouched.py"), "wrong", "The release.", (), base="untouched")
    return [reference, untouched, *scenarios.all_of(course, assignment)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print what differs, and return the exit code."""
    course = load_course(ROOT)
    parser = argparse.ArgumentParser(description="Whether marks are the same however a submission is graded.")
    parser.add_argument("ids", metavar="ID", nargs="*", help="assignment; all that have a release by default")
    parser.add_argument("--only", nargs="+", default=(), metavar="KIND/NAME", help="only these submissions")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS), metavar="WAY")
    options = parser.parse_args(arguments)
    ids = options.ids or [id for id in course.assignments if course.release_notebook(id).is_file()]
    count = differing = 0
    for assignment in ids:
        chosen = all_scenarios(course, assignment, options.only)
        count += len(chosen)
        with tempfile.TemporaryDirectory(prefix="same-marks-") as folder:
            for line in compare(make_course(Path(folder), chosen, options.ways), assignment, options.ways):
                print(line, flush=True)  # at once: what follows takes long, and may fail
                differing += 1
    print(
        f"{count} submissions, {len(options.ways)} ways ({', '.join(options.ways)}): {differing} differences"
    )
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
