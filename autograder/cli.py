"""The command `autograder`: grade, new, release, export-students, doctor, demo, accuracy, attacks, mutants, schema.

Each command imports what it needs when it runs, so that `--help` and `doctor` answer on a machine
where half of the rest is broken.
"""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Self, get_args

from autograder.course import Course, Framework, load_course
from autograder.errors import (
    CannotGrade,
    ChecksError,
    CourseError,
    GradebookError,
    ScenarioError,
    SubmissionError,
)
from autograder.faults import complain, faults_in_a_line
from autograder.files import try_file, try_folder
from autograder.imports import quick_jsonschema, without_current_folder
from autograder.model import Grade, Results, points_text
from autograder.seeds import fresh_seed
from autograder.signals import ending_like_ctrl_c
from labkit.faults import kept

if TYPE_CHECKING:
    from autograder.batch.pool import Batch, GradedSubmission, Grader
    from autograder.batch.resume import KeptGrades
    from autograder.batch.submissions import Submission
    from autograder.classroom.recorded import Recorded

OK, BELOW_MIN_SCORE, USAGE, NOT_GRADED, INTERRUPTED = 0, 1, 2, 3, 130

SQLITE = "sqlite:///"

GRADE_EPILOG = """\
A PATH is a notebook, a student's folder (submitted/ada), the folder of one assignment of a student
(submitted/ada/vae), or a folder with a folder or a notebook per student (submitted).

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


def main(argv: Sequence[str] | None = None, *, grader: "Grader | None" = None) -> int:
    """Run one command and return its exit code; `grader` stands in for the engine in tests."""
    _print_what_can_be_printed()
    arguments = _parser().parse_args(argv)
    arguments.grader = grader
    received: list[int] = []
    try:
        with (
            quick_jsonschema(),
            without_current_folder(),
            faults_in_a_line(),
            ending_like_ctrl_c() as received,
        ):
            code = arguments.run(arguments)
            return 128 + received[0] if code == INTERRUPTED and received else code
    except (CourseError, SubmissionError, ScenarioError, ChecksError) as error:
        complain(error)
        return USAGE
    except CannotGrade as error:
        complain(error)
        return NOT_GRADED
    except KeyboardInterrupt:
        complain("interrupted")
        return 128 + received[0] if received else INTERRUPTED
    except OSError as error:
        complain(_why_not(error))
        return NOT_GRADED
    except Exception as error:
        complain(kept(error))
        return NOT_GRADED
    finally:
        _drop_what_nobody_takes()


def _why_not(error: OSError) -> str:
    """What the operating system refused, in a line."""
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what


def _drop_what_nobody_takes() -> None:
    """Let Python, at its end, not complain of a pipe that was closed or a disk that is full: both were told."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _print_what_can_be_printed() -> None:
    """Let a terminal without UTF-8 show "?" for what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grade a course's notebooks.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_grade(commands)
    new = commands.add_parser("new", help="make the skeleton of an assignment, which works as it is")
    new.add_argument("id", metavar="ID", help="a-z, 0-9 and _, a letter first")
    new.add_argument("--title", help="made of the id by default")
    new.add_argument("--framework", choices=get_args(Framework), help="numpy by default")
    new.add_argument(
        "--release", type=_date, metavar="DATE", help="when the last assignment is due by default"
    )
    new.add_argument("--due", type=_date, metavar="DATE", help="three weeks later by default, at 23:59")
    new.add_argument("--print", action="store_true", help="print the entry in grading.yml, and write none")
    new.set_defaults(run=_new)
    release = commands.add_parser("release", help="make assignments/ID/ID.ipynb from solutions/, checked")
    release.add_argument("ids", metavar="ID", nargs="*", help="assignment to release")
    release.add_argument(
        "--scheduled", action="store_true", help="those whose release date has come, by grading.yml"
    )
    release.set_defaults(run=_release)
    export = commands.add_parser(
        "export-students", help="write the students' repository: what is out, and nothing private"
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or that of an earlier export")
    export.add_argument(
        "--date", type=_date, default=date.today(), help="what is out by then; today by default"
    )
    export.set_defaults(run=_export_students)
    doctor = commands.add_parser("doctor", help="what this machine has and lacks for grading, with mends")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.set_defaults(run=_doctor)
    demo = commands.add_parser("demo", help="grade a made-up class and show all reports")
    demo.add_argument("ids", metavar="ID", nargs="*", help="assignment; all of the course by default")
    demo.add_argument(
        "--out", type=Path, default=Path("reports/demo"), metavar="DIR", help="default %(default)s"
    )
    demo.add_argument("--jobs", type=_positive, default=2, metavar="N", help="default %(default)s")
    demo.set_defaults(run=_demo)
    accuracy = commands.add_parser("accuracy", help="grade right and wrong submissions of our own making")
    accuracy.set_defaults(run=_accuracy)
    attacks = commands.add_parser("attacks", help="grade hostile submissions of our own making")
    attacks.set_defaults(run=_attacks)
    mutants = commands.add_parser("mutants", help="grade mechanical mutants of the reference solutions")
    mutants.set_defaults(run=_mutants)
    for command in (accuracy, attacks, mutants):
        command.add_argument("ids", metavar="ID", nargs="*", help="assignment; all of the course by default")
        command.add_argument("--jobs", type=_positive, default=2, metavar="N", help="at a time; %(default)s")
        command.add_argument(
            "--seed", type=int, metavar="N", help="of the random inputs; fresh ones by default"
        )
    accuracy.add_argument("--json", type=Path, metavar="FILE", help="write what came of every submission")
    mutants.add_argument(
        "--cell", nargs="+", default=[], metavar="GRADE_ID", help="only of these solution cells"
    )
    schema = commands.add_parser("schema", help="print the JSON schema of the results file")
    schema.set_defaults(run=_schema)
    for command in (new, release, export, doctor, demo, accuracy, attacks, mutants):
        _add_course(command)
    return parser


def _add_grade(commands: "argparse._SubParsersAction") -> None:
    grade = commands.add_parser(
        "grade",
        help="grade submissions",
        description="Grade submissions in the sandbox by the hidden checks.",
        epilog=GRADE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="what to grade, see below")
    grade.add_argument("--assignment", metavar="ID", help="grade only this assignment")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the results (see: autograder schema)")
    grade.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML, for CI")
    grade.add_argument("--csv", type=Path, metavar="FILE", help="write a row per submission")
    grade.add_argument("--html", type=Path, metavar="DIR", help="write index.html and a page per student")
    grade.add_argument(
        "--gradebook", metavar="URL", help="record in nbgrader's gradebook, sqlite:///gradebook.db"
    )
    grade.add_argument(
        "--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N", help="at a time; %(default)s"
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
    _add_course(grade)
    grade.set_defaults(run=_grade)


def _add_course(command: argparse.ArgumentParser) -> None:
    command.add_argument("--course", type=Path, metavar="DIR", help="the folder that holds grading.yml")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return number


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date, such as 2027-02-01") from None


def _min_score(text: str) -> MinScore:
    try:
        return MinScore.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither points (15) nor a share (75%)") from None


def _grade(arguments: argparse.Namespace) -> int:
    from autograder.batch.pool import grade_many
    from autograder.batch.resume import KeptGrades
    from autograder.batch.submissions import find_submissions

    course = load_course(arguments.course, handed_in=arguments.paths)
    left_out: list[str] = []
    submissions = find_submissions(arguments.paths, course, arguments.assignment, left_out.append)
    _try_outputs(arguments)
    kept = KeptGrades(course, submissions)
    seed = _seed(arguments, kept, submissions)
    gradebook = _GradebookWriter(
        course, arguments.gradebook, {submission.assignment for submission in submissions}
    )
    with _Progress(len(submissions)) as progress:

        def on_done(outcome: "GradedSubmission") -> None:
            progress.done(outcome)
            gradebook.record(outcome)
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
            secret=gradebook.files,
            keep_notebooks=False,
            grader=arguments.grader,
        )
    gradebook.close()
    results = Results(grades=[outcome.grade for outcome in batch.outcomes])
    unwritten = list(_write_reports(results, course, arguments))
    unchanged = f"{sum(outcome.is_earlier for outcome in batch.outcomes)} of {len(submissions)} unchanged"
    unwritten += _print_class(
        results, seed, f"{unchanged} since they were graded before" if arguments.resume else ""
    )
    problems = [*left_out, *gradebook.problems, *unwritten]
    for problem in [*kept.problems, *problems]:
        complain(problem)
    if batch.stopped:
        left = len(submissions) - len(batch.outcomes)
        complain(
            f"{batch.stopped}\n{left} of {len(submissions)} not graded; "
            "the same command with --resume goes on from here"
        )
    return _exit_code(batch, arguments.min_score, problems)


def _try_outputs(arguments: argparse.Namespace) -> None:
    """CourseError when a report could not be written, before a class is graded for it."""
    for option in ("json", "junit", "csv", "html"):
        path = getattr(arguments, option)
        try:
            if path:
                try_folder(path) if option == "html" else try_file(path)
        except OSError as error:
            raise CourseError(f"--{option}: {path} cannot be written: {error.strerror or error}") from None


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


class _GradebookWriter:
    """Puts outcomes into the gradebook, where one was asked for; collects what it could not."""

    def __init__(self, course: Course, db_url: str | None, assignments: set[str]) -> None:
        self.course, self.db_url, self.assignments = course, db_url, assignments
        self.problems: list[str] = []
        self._is_ready = False
        if db_url is not None and "://" not in db_url:
            raise CourseError(
                f"--gradebook: found {db_url!r}; allowed: a database URL, such as sqlite:///gradebook.db"
            )

    @property
    def files(self) -> list[Path]:
        """The gradebook's file, where it is one."""
        is_file = self.db_url is not None and self.db_url.startswith(SQLITE)
        return [Path(self.db_url.removeprefix(SQLITE))] if is_file else []

    def get_ready(self) -> None:
        """Do what takes seconds, and can be done before there is something to record."""
        if self.db_url is not None and not self._is_ready:
            self._is_ready = True
            try:
                self._gradebook.make_ready(self.course, self.db_url, sorted(self.assignments))
            except GradebookError as error:
                raise CannotGrade(f"--gradebook: {error}") from None

    def record(self, outcome: "GradedSubmission") -> None:
        """Write one outcome down; what is wrong with it, or with the gradebook, is one of the problems."""
        if self.db_url is None or (outcome.is_earlier and self._recorded.has(outcome)):
            return
        self.get_ready()
        handed_in = {"timestamp": outcome.submission.submitted_at(), "secret": outcome.submission.secret()}
        try:
            self._gradebook.record(outcome, self.course, self.db_url, **handed_in)
        except GradebookError as error:
            self.problems.append(f"{outcome.grade.student} is not in the gradebook: {error}")
        else:
            self._recorded.add(outcome)

    def close(self) -> None:
        """Keep what later runs need not record again."""
        if self.db_url is not None:
            self._recorded.save()

    @cached_property
    def _recorded(self) -> "Recorded":
        from autograder.classroom.recorded import Recorded

        return Recorded(self.course, self.db_url)

    @cached_property
    def _gradebook(self) -> ModuleType:
        """What writes into it: a second to import, which only those wait for who have a gradebook."""
        from autograder.classroom import adaptation, gradebook

        adaptation.adapt_nbgrader()
        return gradebook


class _Progress:
    """A progress bar on a terminal, a line per submission in a log; both on stderr."""

    NAMES = 3  # of those being graded that the bar shows
    FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        self._is_log, self._total, self._done, self._failures = not sys.stderr.isatty(), total, 0, 0
        self._now: dict[Submission, None] = {}  # in the order in which they were started
        self._bar = tqdm(
            total=total,
            desc="starting",
            disable=self._is_log,
            bar_format=self.FORMAT,
            smoothing=0,  # the time left by the mean of all: submissions take turns, and times, by jobs
            dynamic_ncols=True,
            leave=False,
        )
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        if not self._is_log:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if not self._is_log:
            self._clock.join()
        self._bar.close()

    def start(self, submission: "Submission") -> None:
        """This one is being graded now."""
        self._now[submission] = None
        self._show()

    def done(self, outcome: "GradedSubmission") -> None:
        """One more is done."""
        self._now.pop(outcome.submission, None)
        self._done += 1
        self._failures += outcome.grade.status != "graded"
        if outcome.is_earlier and not self._is_log:
            self._bar.initial += 1  # which took no time, and says nothing of the time left
        self._bar.update()
        if self._is_log or outcome.grade.status != "graded":
            with suppress(OSError):  # nobody may read it: that costs no grade
                self._bar.write(self._line(outcome), file=sys.stderr)
                sys.stderr.flush()
        self._show()

    def _line(self, outcome: "GradedSubmission") -> str:
        grade, before = outcome.grade, "  unchanged" if outcome.is_earlier else ""
        score = f"{points_text(grade.score)}/{points_text(grade.max_score)}"
        return f"[{self._done}/{self._total}] {grade.student}  {score}  {grade.status}{before}"

    def _show(self) -> None:
        names = [submission.student for submission in self._now]
        more = f" and {len(names) - self.NAMES} more" if len(names) > self.NAMES else ""
        self._bar.set_description_str(", ".join(names[: self.NAMES]) + more, refresh=False)
        self._bar.set_postfix_str(f"failures: {self._failures}")

    def _tick(self) -> None:
        """Let the clock run on while nothing else happens."""
        while not self._over.wait(1):
            self._bar.refresh()


def _write_reports(results: Results, course: Course, arguments: argparse.Namespace) -> Iterator[str]:
    """Write the reports asked for; what is wrong with one costs no other."""
    from autograder.reports.csv import write_csv
    from autograder.reports.html import write_html
    from autograder.reports.junit import write_junit

    reports: list[tuple[Path | None, Callable[[Path], object]]] = [
        (arguments.json, results.write),
        (arguments.junit, lambda path: write_junit(results, path)),
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

    # A log has no width of its own, and lines cut at 80 columns are of no use there.
    console = Console(width=None if sys.stdout.isatty() else 120)
    try:
        if results.grades:
            with (
                console.capture() as table
            ):  # rich itself would end this program where nobody takes the table
                console.print(class_table(results))
            print(table.get(), end="")
        print(f"seed {seed}: with --seed {seed} the same inputs are used again")
        print(unchanged, end="\n" if unchanged else "", flush=True)
    except OSError as error:
        return [f"the table is not printed: {error.strerror}"]
    return []


def _new(arguments: argparse.Namespace) -> int:
    from autograder.classroom import new

    given = {key: getattr(arguments, key) for key in ("title", "framework", "release", "due")}
    return new.main(load_course(arguments.course), arguments.id, given, only_print=arguments.print)


def _release(arguments: argparse.Namespace) -> int:
    from autograder.classroom import release
    from autograder.reports import readme

    course = load_course(arguments.course)
    if bool(arguments.ids) == arguments.scheduled:
        raise CourseError("release: name assignments, or say --scheduled, one of the two")
    ids = arguments.ids or release.scheduled(course, date.today())
    if not ids:
        print("no release date has come yet: see grading.yml")
    code = release.main(course, ids)
    readme.bring_up_to_date(course)
    return code


def _export_students(arguments: argparse.Namespace) -> int:
    from autograder.classroom import export

    ids = export.export(load_course(arguments.course), arguments.folder, arguments.date)
    out = f"assignments: {', '.join(ids)}" if ids else "no assignment, as no release date has come yet"
    print(f"{arguments.folder}: the students' repository of {arguments.date}, {out}")
    return OK


def _doctor(arguments: argparse.Namespace) -> int:
    from autograder import doctor

    return doctor.main(arguments.course, as_json=arguments.json)


def _demo(arguments: argparse.Namespace) -> int:
    from autograder.trials import demo

    return demo.main(load_course(arguments.course), arguments.ids, arguments.out, jobs=arguments.jobs)


def _accuracy(arguments: argparse.Namespace) -> int:
    from autograder.trials import accuracy

    course, options = load_course(arguments.course), {"jobs": arguments.jobs, "seed": arguments.seed}
    return accuracy.main(course, arguments.ids, to=arguments.json, **options)


def _attacks(arguments: argparse.Namespace) -> int:
    from autograder.trials import attacks

    return attacks.main(
        load_course(arguments.course), arguments.ids, jobs=arguments.jobs, seed=arguments.seed
    )


def _mutants(arguments: argparse.Namespace) -> int:
    from autograder.trials import mutants

    course, options = load_course(arguments.course), {"jobs": arguments.jobs, "seed": arguments.seed}
    return mutants.main(course, arguments.ids, cells=arguments.cell, **options)


def _schema(arguments: argparse.Namespace) -> int:
    from autograder.reports.schema import schema_text

    print(schema_text(), end="")
    return OK
