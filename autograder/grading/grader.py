"""Grades one submission: bytes in, a Grade out. No database, no files of the course changed.

intake ──▶ notebook ──▶ sandboxed kernel ──▶ questions and answers ──▶ checks ──▶ Grade
"""

from __future__ import annotations

import copy
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.checks.runner import Outcome, run_checks
from autograder.course import Course
from autograder.errors import CannotGrade, SandboxUnavailable
from autograder.grading import feedback
from autograder.grading.intake import Intake, Rejection, take_in
from autograder.grading.respondents import Reference, Student
from autograder.grading.session import Session
from autograder.model import CheckResult, Grade
from autograder.notebook import points_of
from autograder.sandbox import choice, proof
from autograder.sandbox.warm import servers


@dataclass
class Graded:
    """grade: the marks; notebook: the rebuilt notebook with outputs and feedback (None: nothing could be read)."""

    grade: Grade
    notebook: NotebookNode | None


def grade_submission(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> Graded:
    """Grade the submitted bytes. Never raises because of what they contain.

    The same ``seed`` asks the same questions again. Raises CannotGrade when there is no sandbox.
    """
    started = time.monotonic()
    _ensure_sandbox(course)
    template = course_notebook(course.release_notebook(assignment))
    points = points_of(template.cells)
    who = {"assignment": assignment, "student": student, "max_score": sum(points.values())}
    who["sandbox"] = choice.chosen().NAME
    try:
        intake = take_in(data, template, course.limits.notebook_mib)
    except Rejection as rejection:
        seconds = time.monotonic() - started
        return Graded(Grade(**who, status="rejected", reason=str(rejection), score=0, seconds=seconds), None)
    outcomes, run_notes = _run_and_check_patiently(intake.notebook, assignment, course, seed)
    checks = list(check_results(outcomes, points, course))
    grade = Grade(
        **who,
        status="needs_manual_grade" if _is_for_a_person(checks, intake) else "graded",
        reason=" ".join([*intake.by_hand.values(), *intake.notes, *run_notes]),
        score=round(sum(c.points for c in checks), 6),
        seconds=round(time.monotonic() - started, 3),
        checks=checks,
        by_hand=intake.by_hand,
    )
    return Graded(grade, feedback.attach(intake.notebook, grade))


def _is_for_a_person(checks: list[CheckResult], intake: Intake) -> bool:
    """Whether the checks' points are not the last word. (Of a question they never are: a person reads it anyway.)"""
    return any(check.status == "error" or check.cell in intake.by_hand for check in checks)


def prepare(assignment: str, course: Course, *, seed: int, part: int = 0, parts: int = 1) -> None:
    """Compute the reference's answers for ``seed`` ahead of a class, so that its graders only read them.

    Of several parts, by solution cells, each can be computed in a process of its own. Raises CannotGrade when the reference solution itself does not get full marks.
    """
    _ensure_sandbox(course)
    cells = list(points_of(course_notebook(course.release_notebook(assignment)).cells))[part::parts]
    if not cells:
        return
    servers.share(course.assignment(assignment).framework, course.root)
    with _reference(assignment, course, seed) as reference:
        # The reference stands in the student's place too, so that each question is computed once.
        outcomes = run_checks(course.checks(assignment), reference, reference, seed, cells)
    if reference.sandbox_failure:
        raise CannotGrade(reference.sandbox_failure)
    if lost := [f"{o.id}: {o.message}" for o in outcomes if o.status != "passed"]:
        raise CannotGrade(
            f"The reference solution of {assignment} does not pass its own checks, so nothing was graded. "
            + "; ".join(lost)
        )


def _ensure_sandbox(course: Course) -> None:
    choice.require(course.require_sandbox)
    try:
        proof.ensure_blind(course.root)
    except SandboxUnavailable as error:
        raise CannotGrade(str(error)) from None


def _run_and_check_patiently(
    notebook: NotebookNode, assignment: str, course: Course, seed: int
) -> tuple[list[Outcome], list[str]]:
    """A sandbox that fails is no fault of the submission: a new one is tried once, on a new warm server.

    CannotGrade, which ends a batch, is for a machine on which no kernel starts at all. A kernel that is missed
    only after the submission's code has run leaves checks with the status "error", for a person to grade.
    """
    try:
        return _run_and_check(notebook, assignment, course, seed)
    except SandboxUnavailable:
        servers.stop()
    try:
        return _run_and_check(notebook, assignment, course, seed, is_last=True)
    except SandboxUnavailable as error:
        raise CannotGrade(str(error)) from None


def _run_and_check(
    notebook: NotebookNode, assignment: str, course: Course, seed: int, *, is_last: bool = False
) -> tuple[list[Outcome], list[str]]:
    """Run the notebook and its checks. Raises SandboxUnavailable; the last time only when no kernel started."""
    with (
        _session(notebook, assignment, course) as session,
        _open_sessions(assignment, course) as open_session,
        _reference(assignment, course, seed) as reference,
    ):
        try:
            session.run()
        except SandboxUnavailable:
            if not (is_last and session.has_run):
                raise
        student = Student(session, seed, reference, open_session)
        cells = list(points_of(notebook.cells))
        outcomes = run_checks(course.checks(assignment), student, reference, seed, cells)
        if session.failure and not is_last:
            raise SandboxUnavailable(session.failure)
        return outcomes, session.notes


def _session(notebook: NotebookNode, assignment: str, course: Course, *, is_ours: bool = False) -> Session:
    """A session on a warm server. One thread each: the questions are small, and several may run at once."""
    framework = course.assignment(assignment).framework
    server = servers.address(framework, course.root)
    return Session(notebook, framework, course.limits, server=server, threads=1, is_ours=is_ours)


@contextmanager
def _open_sessions(
    assignment: str, course: Course, *, is_ours: bool = False
) -> Iterator[Callable[[NotebookNode], Session]]:
    """Makes sessions for the open part of an assignment: of a part of a notebook, with the time that training takes."""
    limits = course.limits.model_copy(update={"question_seconds": course.limits.open_seconds})
    course = course.model_copy(update={"limits": limits})
    with ExitStack() as sessions:
        yield lambda notebook: sessions.enter_context(_session(notebook, assignment, course, is_ours=is_ours))


@contextmanager
def _reference(assignment: str, course: Course, seed: int) -> Iterator[Reference]:
    """Who answers for the reference solution, with a budget of its own, which no submission can use up."""
    notebook = course_notebook(course.solution_notebook(assignment))
    # It waits for as long as the submission needs.
    whole = ("submission_seconds", "questions_seconds")
    patient = course.limits.model_copy(update={limit: 10 * getattr(course.limits, limit) for limit in whole})
    course = course.model_copy(update={"limits": patient})

    def start() -> Session:
        return _session(notebook, assignment, course, is_ours=True)

    cache = course.root / ".cache" / "answers"
    with (
        _open_sessions(assignment, course, is_ours=True) as open_session,
        closing(Reference(notebook, start, cache, seed, open_session)) as reference,
    ):
        yield reference


def course_notebook(path: Path) -> NotebookNode:
    """A copy of one of the course's own notebooks, read from disk when it has changed."""
    return copy.deepcopy(_read(path, path.stat().st_mtime_ns))


@cache
def _read(path: Path, _changed: int) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def check_results(
    outcomes: Iterable[Outcome], points: dict[str, float], course: Course
) -> Iterator[CheckResult]:
    """Each check with its share of its cell's points: weight / weight of the cell × the cell's points."""
    order = list(points)
    outcomes = sorted(outcomes, key=lambda outcome: order.index(outcome.cell))  # as in the notebook
    total: dict[str, float] = defaultdict(float)
    for outcome in outcomes:
        total[outcome.cell] += outcome.weight
    for outcome in outcomes:
        share = outcome.weight / total[outcome.cell] * points[outcome.cell]
        yield CheckResult(
            id=outcome.id,
            cell=outcome.cell,
            title=outcome.title,
            status=outcome.status,
            points=round(share * outcome.share, 9),
            max_points=round(share, 9),
            message=message_of(outcome, course),
        )


def message_of(outcome: Outcome, course: Course) -> str:
    """What the student reads below the sentence of a check that did not pass."""
    parts = [outcome.message]
    if outcome.hint and course.feedback.show_hints:
        parts.append(f"Hint: {outcome.hint}")
    if outcome.details and course.feedback.show_student_traceback:
        parts.append("\n".join(outcome.details))
    return "\n".join(part for part in parts if part)
