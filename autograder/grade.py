"""The command `autograder grade`: grade submissions, record and report what came of them."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course, load_course
from autograder.errors import CourseError
from autograder.faults import complain
from autograder.files import try_file, try_folder
from autograder.model import Grade, Results
from autograder.options import BELOW_MIN_SCORE, INTERRUPTED, NOT_GRADED, OK, add_course, add_sandbox, positive
from autograder.seeds import fresh_seed
from autograder.versions import commit, version

if TYPE_CHECKING:
    from autograder.batch.pool import Batch, GradedSubmission
    from autograder.batch.resume import KeptGrades
    from autograder.batch.submissions import LeftOut, Submission

GRADE_EPILOG = """\
A PATH is a notebook, a student's folder (submitted/ada), the folder of one assignment of a student
(submitted/ada/vae), a folder with a folder or a notebook per student (submitted), or what Canvas, Moodle,
Gradescope, GitHub Classroom or nbgrader's exchange hand out in bulk, as a zip archive or a folder.

exit codes:
  0    grading went through, whatever the marks; a rejected submission (not a notebook, too large,
       misnamed) is an outcome like others, with 0 points and a reason
  1    a score is below --min-score
  2    usage error: a wrong option, path, assignment or grading.yml
  3    something could not be graded: no sandbox on this machine, a check with an error of the
       grader's own, a lost worker, a notebook that nobody knows the assignment or the student of;
       or a gradebook or a report could not be written
  130  interrupted (143 and 129 by SIGTERM and SIGHUP); the reports hold what was graded until then,
       and --resume goes on from there
"""


@dataclass(frozen=True)
class MinScore:
    """The least score asked for: points, or a share of the maximum when written with %."""

    value: float
    is_share: bool

    @classmethod
    def parse(cls, text: str) -> "MinScore":
        """`15`, `12.5` or `75%`; ValueError for anything else."""
        is_share = text.endswith("%")
        value = float(text.removesuffix("%"))
        if not 0 <= value < float("inf") or (is_share and value > 100):
            raise ValueError(text)
        return cls(value, is_share)

    def is_reached(self, grade: Grade) -> bool:
        """Whether a grade is not below it."""
        # Points are sums of floats: 18.999999999 is 19.
        return (100 * grade.share if self.is_share else grade.score) >= self.value - 1e-6


def add_to(commands: "argparse._SubParsersAction") -> None:
    """Add the command, with its options, to those of a parser."""
    grade = commands.add_parser(
        "grade",
        help="grade submissions",
        description="Grade submissions in the sandbox by the hidden checks.",
        epilog=GRADE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="what to grade, see below")
    grade.add_argument("--assignment", metavar="ID", help="grade only this assignment")
    grade.add_argument(
        "--student",
        metavar="ID",
        help="PATH is what this student handed in for --assignment; a notebook that is missing has 0 points",
    )
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the results (see: autograder schema)")
    grade.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML, for CI")
    grade.add_argument(
        "--summary", type=Path, metavar="FILE", help="write Markdown, for a job's summary or a comment"
    )
    grade.add_argument(
        "--annotations",
        metavar="NOTEBOOK",
        help="print what failed as a workflow on GitHub shows it at this file",
    )
    grade.add_argument(
        "--gradescope", type=Path, metavar="FILE", help="write Gradescope's results.json, of one submission"
    )
    grade.add_argument(
        "--leaderboard",
        nargs="+",
        default=[],
        metavar="CHECK",
        help="checks whose points Gradescope's leaderboard shows",
    )
    grade.add_argument("--csv", type=Path, metavar="FILE", help="write a row per submission")
    grade.add_argument("--html", type=Path, metavar="DIR", help="write index.html and a page per student")
    grade.add_argument(
        "--anonymous",
        type=Path,
        metavar="KEY",
        help="codes in place of ids in these reports; the file says whose",
    )
    grade.add_argument(
        "--gradebook", metavar="URL", help="record in nbgrader's gradebook, sqlite:///gradebook.db"
    )
    grade.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="at a time; %(default)s"
    )
    grade.add_argument(
        "--seed", type=int, metavar="N", help="of the random inputs; fresh ones by default, or those resumed"
    )
    grade.add_argument(
        "--resume",
        action="store_true",
        help="grade only what was not graded yet, or has changed: notebook, checks, solution, limits, grader",
    )
    grade.add_argument("--min-score", type=_min_score, metavar="X", help="points, or 75%%: exit 1 below it")
    add_sandbox(grade)
    add_course(grade)
    grade.set_defaults(run=run)


def _min_score(text: str) -> MinScore:
    try:
        return MinScore.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither points (15) nor a share (75%)") from None


def run(arguments: argparse.Namespace) -> int:
    """Grade what the arguments name; returns the exit code."""
    from autograder.batch.downloads import opened
    from autograder.batch.members import Members
    from autograder.batch.pool import grade_many
    from autograder.batch.progress import Progress
    from autograder.batch.resume import KeptGrades
    from autograder.batch.submissions import is_class
    from autograder.classroom.writer import GradebookWriter
    from autograder.reports.summary import annotations
    from autograder.roster import load_roster

    course = load_course(arguments.course, handed_in=arguments.paths).requiring(arguments.require_sandbox)
    roster = load_roster(course)
    left_out: list[LeftOut] = []
    paths, is_one = arguments.paths, arguments.student is not None
    if not is_one:  # whose files have names of the student's choice
        paths = opened(paths, course, roster, left_out.append)
    found = _submissions(arguments, paths, course, left_out)
    members = Members(course, roster, found, left_out)
    submissions = members.submissions
    _try_outputs(arguments)
    kept = KeptGrades(course, submissions)
    seed = _seed(arguments, kept, submissions)
    gradebook = GradebookWriter(
        course, roster, arguments.gradebook, {submission.assignment for submission in submissions}
    )
    with Progress(len(submissions)) as progress:

        def on_done(outcome: "GradedSubmission") -> None:
            progress.done(outcome)
            for each in members.of(outcome):
                gradebook.record(each)
            if not outcome.is_earlier:
                kept.keep(outcome, seed)

        batch = grade_many(
            submissions,
            course,
            seed=seed,
            jobs=arguments.jobs,
            on_start=progress.start,
            on_done=on_done,
            meanwhile=gradebook.get_ready,
            earlier=lambda submission: kept.outcome(submission, seed) if arguments.resume else None,
            secret=[*gradebook.files, *filter(None, [roster.path, arguments.anonymous])],
            keep_notebooks=False,
            grader=arguments.grader,
        )
    gradebook.close()
    grades = [each.grade for outcome in batch.outcomes for each in members.of(outcome)]
    if not is_one and any(is_class(path, course) for path in paths):
        grades += members.absent()
    results = Results(grades=sorted(grades, key=lambda grade: (grade.student, grade.assignment)))
    unwritten = list(_write_reports(results, course, arguments, seed))
    unchanged = f"{sum(outcome.is_earlier for outcome in batch.outcomes)} of {len(submissions)} unchanged"
    for line in annotations(results, arguments.annotations) if arguments.annotations else ():
        print(line)
    unwritten += _print_class(
        results, seed, f"{unchanged} since they were graded before" if arguments.resume else ""
    )
    problems = [*members.left_out, *gradebook.problems, *unwritten]
    for problem in [*kept.problems, *members.strangers, *problems]:
        complain(problem)
    if batch.stopped:
        left = len(submissions) - len(batch.outcomes)
        complain(
            f"{batch.stopped}\n{left} of {len(submissions)} not graded; "
            "the same command with --resume goes on from here"
        )
    return _exit_code(batch, arguments.min_score, problems)


def _submissions(
    arguments: argparse.Namespace, paths: list[Path], course: Course, left_out: "list[LeftOut]"
) -> "list[Submission]":
    """What is to be graded. CourseError for options that do not go together."""
    from autograder.batch.submissions import find_submissions
    from autograder.batch.upload import handed_in

    if arguments.student is None:
        found = find_submissions(paths, course, arguments.assignment, left_out.append)
    elif arguments.assignment and len(paths) == 1:
        found = [handed_in(*paths, course, arguments.assignment, arguments.student)]
    else:
        raise CourseError("--student: say one PATH, and --assignment")
    if arguments.gradescope and len(found) != 1:
        raise CourseError(f"--gradescope: the file is of one submission, and these are {len(found)}")
    return found


def _try_outputs(arguments: argparse.Namespace) -> None:
    """CourseError when a report could not be written, before a class is graded for it."""
    from autograder.reports.anonymous import codes_of

    for option in ("json", "junit", "summary", "gradescope", "csv", "html", "anonymous"):
        path = getattr(arguments, option)
        try:
            if path:
                try_folder(path) if option == "html" else try_file(path)
        except OSError as error:
            raise CourseError(f"--{option}: {path} cannot be written: {error.strerror or error}") from None
    if arguments.anonymous:
        codes_of(arguments.anonymous)


def _seed(arguments: argparse.Namespace, kept: "KeptGrades", submissions: "list[Submission]") -> int:
    """The seed asked for, that of the grades to go on from, or a fresh one."""
    if arguments.seed is not None:
        return arguments.seed
    earlier = kept.seed(submissions) if arguments.resume else None
    return fresh_seed() if earlier is None else earlier


def _exit_code(batch: "Batch", min_score: MinScore | None, problems: list[str]) -> int:
    grades = [outcome.grade for outcome in batch.outcomes]
    if batch.is_interrupted:
        return INTERRUPTED
    if batch.stopped or problems or any(grade.status == "needs_manual_grade" for grade in grades):
        return NOT_GRADED
    if min_score and not all(min_score.is_reached(grade) for grade in grades):
        return BELOW_MIN_SCORE
    return OK


def _write_reports(
    results: Results, course: Course, arguments: argparse.Namespace, seed: int
) -> Iterator[str]:
    """Write the reports asked for; what is wrong with one costs no other, but without a key there is none."""
    from autograder.reports.anonymous import anonymous
    from autograder.reports.csv import write_csv
    from autograder.reports.gradescope import write_gradescope
    from autograder.reports.html import write_html
    from autograder.reports.junit import write_junit
    from autograder.reports.summary import write_summary

    def extra() -> dict[str, str]:
        return {"seed": str(seed), "version": version(), "commit": commit(course.root)}

    try:
        results = anonymous(results, arguments.anonymous) if arguments.anonymous else results
    except OSError as error:
        yield f"{arguments.anonymous} is not written, and so no report: {error.strerror or error}"
        return
    reports: list[tuple[Path | None, Callable[[Path], object]]] = [
        (arguments.json, results.write),
        (arguments.junit, lambda path: write_junit(results, path)),
        (arguments.summary, lambda path: write_summary(results, path)),
        (
            arguments.gradescope,
            lambda path: write_gradescope(results, path, extra(), arguments.leaderboard),
        ),
        (arguments.csv, lambda path: write_csv(results, path)),
        (arguments.html, lambda path: write_html(results, path, course)),
    ]
    for path, write in reports:
        try:
            if path:
                write(path)
        except OSError as error:
            yield f"{path} is not written: {error.strerror or error}"


def _print_class(results: Results, seed: int, unchanged: str) -> list[str]:
    """Print the class, and return what went wrong with that."""
    from rich.console import Console

    from autograder.reports.table import class_table
    from autograder.reports.text import sandboxes

    # A log has no width of its own, and lines cut at 80 columns are of no use there.
    console = Console(width=None if sys.stdout.isatty() else 120)
    try:
        if results.grades:
            with (
                console.capture() as table
            ):  # rich itself would end this program where nobody takes the table
                console.print(class_table(results))
            print(table.get(), end="")
        if used := sandboxes(results.grades):
            print(used)
        print(f"seed {seed}: with --seed {seed} the same inputs are used again")
        print(unchanged, end="\n" if unchanged else "", flush=True)
    except OSError as error:
        return [f"the table is not printed: {error.strerror}"]
    return []
