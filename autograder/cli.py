"""The command `autograder`: grade, stats, similar, export, feedback, new, release, export-students, doctor and the trials.

Each command imports what it needs when it runs, so that `--help` and `doctor` answer on a machine
where half of the rest is broken.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from autograder import grade, opening
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
from autograder.files import write_whole
from autograder.imports import quick_jsonschema, without_current_folder
from autograder.options import (
    INTERRUPTED,
    NOT_GRADED,
    OK,
    USAGE,
    a_date,
    add_course,
    add_gradebook,
    add_sandbox,
    positive,
)
from autograder.signals import ending_like_ctrl_c
from labkit.faults import kept

if TYPE_CHECKING:
    from autograder.batch.pool import Grader


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
    except (CourseError, GradebookError, SubmissionError, ScenarioError, ChecksError) as error:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder", description="Grade a course's notebooks.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    grade.add_to(commands)
    stats = commands.add_parser("stats", help="what a class got wrong, from results files of grade --json")
    stats.add_argument(
        "results", type=Path, nargs="+", metavar="RESULTS.json", help="of one run, or of several"
    )
    stats.add_argument("--html", type=Path, metavar="FILE", help="write it as a page that stands alone")
    stats.add_argument("--csv", type=Path, metavar="FILE", help="write a row per check")
    stats.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    stats.set_defaults(run=_stats)
    similar = commands.add_parser(
        "similar", help="who wrote the same: pairs of submissions whose code is alike"
    )
    similar.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="as of grade")
    similar.add_argument("--assignment", metavar="ID", help="compare only those of this one")
    similar.add_argument(
        "--most", type=positive, default=20, metavar="N", help="pairs of each assignment; %(default)s"
    )
    similar.add_argument("--html", type=Path, metavar="FILE", help="write a page with each pair side by side")
    similar.set_defaults(run=_similar)
    new = commands.add_parser("new", help="make the skeleton of an assignment, which works as it is")
    new.add_argument("id", metavar="ID", help="a-z, 0-9 and _, a letter first")
    new.add_argument("--title", help="made of the id by default")
    new.add_argument("--framework", choices=get_args(Framework), help="numpy by default")
    new.add_argument(
        "--release", type=a_date, metavar="DATE", help="when the last assignment is due by default"
    )
    new.add_argument("--due", type=a_date, metavar="DATE", help="three weeks later by default, at 23:59")
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
        "--date", type=a_date, default=date.today(), help="what is out by then; today by default"
    )
    export.set_defaults(run=_export_students)
    marks = commands.add_parser("export", help="write the gradebook's marks for an LMS to import")
    marks.add_argument("ids", metavar="ID", nargs="*", help="assignment; all in the gradebook by default")
    marks.add_argument("--to", choices=("canvas", "moodle", "blackboard", "csv"), required=True, help="which")
    marks.add_argument("--out", type=Path, metavar="FILE", help="marks-<to>.csv by default")
    marks.add_argument("--checks", action="store_true", help="a column per check, too")
    add_gradebook(marks)
    marks.set_defaults(run=_export)
    feedback = commands.add_parser(
        "feedback", help="write a page per student and assignment that can be sent"
    )
    feedback.add_argument("ids", metavar="ID", nargs="*", help="assignment; all in the gradebook by default")
    feedback.add_argument(
        "--mail",
        type=Path,
        metavar="DIR",
        help="into one folder, with mail.csv; feedback/ of nbgrader by default",
    )
    add_gradebook(feedback)
    feedback.set_defaults(run=_feedback)
    gradescope = commands.add_parser(
        "gradescope", help="make the zip that Gradescope grades one assignment by"
    )
    gradescope.add_argument("id", metavar="ID", help="assignment")
    gradescope.add_argument("--out", type=Path, metavar="FILE", help="gradescope-ID.zip by default")
    gradescope.set_defaults(run=_gradescope)
    doctor = commands.add_parser("doctor", help="what this machine has and lacks for grading, with mends")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.set_defaults(run=_doctor)
    demo = commands.add_parser("demo", help="grade a made-up class and show all reports")
    demo.add_argument("ids", metavar="ID", nargs="*", help="assignment; all of the course by default")
    demo.add_argument(
        "--out", type=Path, default=Path("reports/demo"), metavar="DIR", help="default %(default)s"
    )
    demo.add_argument("--jobs", type=positive, default=2, metavar="N", help="default %(default)s")
    demo.set_defaults(run=_demo)
    accuracy = commands.add_parser("accuracy", help="grade right and wrong submissions of our own making")
    accuracy.set_defaults(run=_accuracy)
    attacks = commands.add_parser("attacks", help="grade hostile submissions of our own making")
    attacks.set_defaults(run=_attacks)
    mutants = commands.add_parser("mutants", help="grade mechanical mutants of the reference solutions")
    mutants.set_defaults(run=_mutants)
    for command in (accuracy, attacks, mutants):
        command.add_argument("ids", metavar="ID", nargs="*", help="assignment; all of the course by default")
        command.add_argument("--jobs", type=positive, default=2, metavar="N", help="at a time; %(default)s")
        add_sandbox(command)
        command.add_argument(
            "--seed", type=int, metavar="N", help="of the random inputs; fresh ones by default"
        )
    accuracy.add_argument("--json", type=Path, metavar="FILE", help="write what came of every submission")
    mutants.add_argument(
        "--cell", nargs="+", default=[], metavar="GRADE_ID", help="only of these solution cells"
    )
    schema = commands.add_parser("schema", help="print the JSON schema of the results file")
    schema.set_defaults(run=_schema)
    for command in (
        stats,
        similar,
        new,
        release,
        export,
        marks,
        feedback,
        gradescope,
        doctor,
        demo,
        accuracy,
        attacks,
        mutants,
    ):
        add_course(command)
    return parser


def _new(arguments: argparse.Namespace) -> int:
    from autograder.classroom import new

    given = {key: getattr(arguments, key) for key in ("title", "framework", "release", "due")}
    return new.main(load_course(arguments.course), arguments.id, given, only_print=arguments.print)


def _stats(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from autograder.reports import stats, stats_page

    course = load_course(arguments.course)
    found = stats.statistics(stats.read_results(arguments.results))
    for table in stats_page.tables(found):
        Console().print(table)
    if arguments.html:
        stats_page.write_stats_page(found, arguments.html, course)
    if arguments.csv:
        stats.write_csv(found, arguments.csv)
    if arguments.json:
        stats.write_json(found, arguments.json)
    return OK


def _similar(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from autograder.batch.sources import given, written
    from autograder.batch.submissions import find_submissions
    from autograder.reports.similar import pairs_table, similar, write_similar_page

    course = load_course(arguments.course, handed_in=arguments.paths)
    submissions = find_submissions(arguments.paths, course, arguments.assignment, complain)
    pairs = [
        pair
        for assignment, texts in written(submissions, course, complain).items()
        for pair in similar(assignment, texts, given(assignment, course), arguments.most)
    ]
    Console().print(pairs_table(pairs))
    if arguments.html:
        write_similar_page(pairs, arguments.html, course)
    return OK


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

    course = load_course(arguments.course)
    ids = export.export(course, arguments.folder, arguments.date)
    out = f"assignments: {', '.join(ids)}" if ids else "no assignment, as no release date has come yet"
    print(f"{arguments.folder}: the students' repository of {arguments.date}, {out}")
    if course.students_repository:
        tag = opening.tag(export.project(arguments.folder)["version"])
        print(
            f"its notebooks install labkit from the tag {tag} of {course.students_repository}: set and push it"
        )
    return OK


def _export(arguments: argparse.Namespace) -> int:
    from autograder.classroom.marks import marks
    from autograder.reports.lms import FORMATS

    found = marks(load_course(arguments.course), arguments.ids, arguments.gradebook, checks=arguments.checks)
    out = arguments.out or Path(f"marks-{arguments.to}.csv")
    write_whole(out, FORMATS[arguments.to](found.people, found.columns).encode())
    for unfinished in found.unfinished:
        complain(unfinished)
    print(f"{out}: marks after late penalties")
    return OK


def _feedback(arguments: argparse.Namespace) -> int:
    from autograder.classroom import marks
    from autograder.reports.feedback import write_for_mail, write_for_nbgrader

    course = load_course(arguments.course)
    found = list(marks.feedback(course, arguments.ids, arguments.gradebook))
    folder = arguments.mail or course.root / "feedback"
    write = write_for_mail if arguments.mail else write_for_nbgrader
    write(found, course, folder)
    print(f"{folder}: {len(found)} pages")
    return OK


def _gradescope(arguments: argparse.Namespace) -> int:
    from autograder.classroom import gradescope
    from autograder.reports.gradescope import not_graded

    course = load_course(arguments.course)
    out = arguments.out or Path(f"gradescope-{arguments.id}.zip")
    gradescope.pack(course, arguments.id, out, not_graded())
    print(
        f"{out}: for an assignment of {course.max_score(arguments.id):g} points by autograder; see docs/gradescope.md"
    )
    return OK


def _doctor(arguments: argparse.Namespace) -> int:
    from autograder import doctor

    return doctor.main(arguments.course, as_json=arguments.json)


def _demo(arguments: argparse.Namespace) -> int:
    from autograder.trials import demo

    return demo.main(load_course(arguments.course), arguments.ids, arguments.out, jobs=arguments.jobs)


def _tried(arguments: argparse.Namespace) -> tuple[Course, dict[str, Any]]:
    """The course, and the options that all trials of the grader have."""
    course = load_course(arguments.course).requiring(arguments.require_sandbox)
    return course, {"jobs": arguments.jobs, "seed": arguments.seed}


def _accuracy(arguments: argparse.Namespace) -> int:
    from autograder.trials import accuracy

    course, options = _tried(arguments)
    return accuracy.main(course, arguments.ids, to=arguments.json, **options)


def _attacks(arguments: argparse.Namespace) -> int:
    from autograder.trials import attacks

    course, options = _tried(arguments)
    return attacks.main(course, arguments.ids, **options)


def _mutants(arguments: argparse.Namespace) -> int:
    from autograder.trials import mutants

    course, options = _tried(arguments)
    return mutants.main(course, arguments.ids, cells=arguments.cell, **options)


def _schema(arguments: argparse.Namespace) -> int:
    from autograder.reports.schema import schema_text

    print(schema_text(), end="")
    return OK
