"""`autograder demo`: a made-up class, from the release to the feedback, with every report there is.

What the students hand in are scenarios of the grader's own test suite (see `autograder.trials.scenarios`):
right, wrong and hostile notebooks, the untouched release, broken files. An assignment with a `class.yml` beside its
submissions has a whole class, each of the others a few students, with one notebook of each kind:

    - [right/terms_inline]                         a student, by the submissions whose mistakes are theirs
    - [wrong/kl_without_half, wrong/walk_zeros]
"""

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

import yaml
from rich.console import Console

from autograder.batch.pool import GradedSubmission, grade_many, warm_up
from autograder.batch.submissions import Submission, find_submissions
from autograder.classroom import adaptation, gradebook, release
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Results
from autograder.reports.html import write_html
from autograder.reports.table import class_table
from autograder.trials import scenarios
from autograder.trials.scenarios import Scenario

SEED = 2027
STUDENTS = (
    "ada", "alan", "barbara", "charles", "dorothy", "edsger", "emmy", "frances",
    "grace", "john", "katherine", "leslie", "margaret", "niklaus", "radia", "sophie",
)  # fmt: skip
# A notebook that hangs should not hold up a demonstration: of the course's limits these are lowered.
SHORT = {"cell_seconds": 2.0, "question_seconds": 5.0}


class DemoError(Exception):
    """A step of the demonstration that failed; the message says which and how."""


def main(course: Course, ids: Sequence[str], out: Path, *, jobs: int) -> int:
    """Grade the class into the folder `out`, made anew; 0 when all steps went through, 3 otherwise.

    ids: the assignments handed in; all of the course, when none is named
    Errors: CourseError for an unknown assignment, or a folder that holds anything else than a demonstration
    """
    out = out.absolute()
    assignments = list(dict.fromkeys(ids)) or list(course.assignments)
    for id in assignments:
        course.assignment(id)
    course = course.model_copy(update={"limits": course.limits.model_copy(update=SHORT)})
    _start_afresh(out)
    warm_up(course, assignments)
    # Releasing verifies the notebook by grading it; one that is up to date has been verified.
    stale = [id for id in assignments if release.drift(course, [id])]
    if stale and release.main(course, stale):
        return 3
    handed_in = {id: list(_hand_in(course, id, out / "submitted")) for id in assignments}
    count = sum(map(len, handed_in.values()))
    print(f"grading {count} notebooks of {', '.join(assignments)}, {jobs} at a time")
    try:
        results = _grade(course, find_submissions([out / "submitted"], course), out, jobs)
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(partial(_nbgrader, course, out, "generate_feedback"), assignments))
        _nbgrader(course, out, "export", f"--to={out / 'grades.csv'}")
    except DemoError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 3
    Console(width=None if sys.stdout.isatty() else 120).print(class_table(results))
    _tell(handed_in, out)
    return 0


def _start_afresh(out: Path) -> None:
    """Remove an earlier demonstration; CourseError when the folder holds anything else."""
    ours = {"submitted", "autograded", "feedback", "students", "gradebook.db", "results.json", "index.html"}
    ours |= {"grades.csv", "junit.xml", ".nbgrader.log"}
    strange = sorted({path.name for path in out.glob("*")} - ours) if out.exists() else []
    if strange:
        raise CourseError(
            f"--out: {out} holds what is not a demo's ({', '.join(strange[:5])}); name a new folder"
        )
    for name in ours:
        path = out / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def _hand_in(course: Course, assignment: str, folder: Path) -> Iterator[str]:
    """Write an assignment's submissions into `folder`; of each, who handed in what, in a sentence."""
    for student, scenario in zip(STUDENTS, _class_of(course, assignment), strict=False):
        path = folder / student / assignment / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(scenarios.build(course, scenario))
        yield f"{student:10} {assignment}: {scenario.kind}/{scenario.name}: {scenario.summary}"


def _class_of(course: Course, assignment: str) -> Iterator[Scenario]:
    folder = course.submissions(assignment)
    yield Scenario(folder / "right" / "reference.py", "right", "The reference solution.", ())
    yield Scenario(
        folder / "wrong" / "untouched.py", "wrong", "The release, untouched.", (), base="untouched"
    )
    whole_class = folder / "class.yml"
    if whole_class.is_file():
        for names in yaml.safe_load(whole_class.read_text(encoding="utf-8")):
            yield _together([scenarios.load(folder / f"{name}.py") for name in names])
    else:
        for kind in scenarios.KINDS:
            yield from scenarios.all_of(course, assignment, kind)[:1]


def _together(found: Sequence[Scenario]) -> Scenario:
    """One submission with the mistakes of several scenarios."""
    sections = tuple(section for scenario in found for section in scenario.sections)
    summary = " ".join(scenario.summary for scenario in found)
    return dataclasses.replace(found[0], sections=sections, summary=summary)


def _grade(course: Course, submissions: Sequence[Submission], out: Path, jobs: int) -> Results:
    """Grade, record and report; DemoError when the batch had to stop."""
    db_url = f"sqlite:///{out / 'gradebook.db'}"
    adaptation.adapt_nbgrader()

    def on_done(outcome: GradedSubmission) -> None:
        gradebook.record(outcome, course, db_url, notebook_dir=out / "autograded")
        print(f"  {outcome.grade.student}: {outcome.grade.status}", flush=True)

    batch = grade_many(submissions, course, seed=SEED, jobs=jobs, on_done=on_done, keep_notebooks=False)
    if batch.stopped:
        raise DemoError(batch.stopped)
    results = Results(grades=[outcome.grade for outcome in batch.outcomes])
    results.write(out / "results.json")
    write_html(results, out, course)
    return results


def _nbgrader(course: Course, out: Path, command: str, *arguments: str) -> None:
    """Run one of nbgrader's own commands on the folder of the demonstration."""
    line = [
        *(sys.executable, "-P", "-m", "nbgrader", command, *arguments),
        f"--db=sqlite:///{out / 'gradebook.db'}",
        *(
            f"--CourseDirectory.{step}_directory={out / step}"
            for step in ("submitted", "autograded", "feedback")
        ),
    ]
    done = subprocess.run(line, cwd=course.root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoError(f"nbgrader {command} failed:\n{done.stderr.strip()[-2000:]}")


def _tell(handed_in: Mapping[str, Sequence[str]], out: Path) -> None:
    print("What they handed in:")
    for line in chain.from_iterable(handed_in.values()):
        print(f"  {line}")
    shown = Path(os.path.relpath(out))
    example = max(handed_in, key=lambda id: len(handed_in[id]))
    print(
        f"\nLook at\n"
        f"  {shown / 'index.html'}  the class, its marks and checks, and a page per student\n"
        f"  {shown / 'feedback'}/<student>/{example}/{example}.html  nbgrader's feedback\n"
        f"  {shown / 'results.json'}, {shown / 'grades.csv'}, {shown / 'gradebook.db'}"
    )
