"""A class graded in parallel, where no submission can spoil another's grade.

Every submission is graded in a worker process. A worker that dies or hangs costs its own submission
one more attempt, and then a grade that asks for a person; the others are graded all the same.

This process itself never imports the engine. What takes its time when a run starts goes on side by side:
the warm server imports the framework while the process that workers are forked from imports the engine.
"""

import json
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from autograder import scratch
from autograder.batch.submissions import Submission, Unreadable
from autograder.course import Course
from autograder.errors import CannotGrade, SandboxUnavailable
from autograder.faults import complain, faults_in_a_line
from autograder.imports import without_current_folder
from autograder.model import Grade, GradeStatus
from autograder.sandbox.watchdog import MOST_WITHHELD
from labkit.faults import kept

if TYPE_CHECKING:
    from nbformat import NotebookNode  # slow to import, and only workers have any use for it

    from autograder.grading.grader import Graded

ATTEMPTS = 2
ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
START_SECONDS = 120.0  # for starting a worker and, once per seed, for the reference's answers


class Grader(Protocol):
    """The engine, `autograder.grading.grader.grade_submission`; a module-level function, as workers import it."""

    def __call__(self, data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> "Graded":
        """The grade of the submitted bytes. Raises CannotGrade when this machine cannot grade."""


@dataclass(frozen=True)
class GradedSubmission:
    """A submission with its grade.

    notebook_text: the notebook as it ran, as JSON (None when it was not run)
    digest: of what was graded, see Submission.digest (empty when nothing could be read)
    is_earlier: whether an earlier run gave this grade
    """

    submission: Submission
    grade: Grade
    notebook_text: str | None = None
    digest: str = ""
    is_earlier: bool = False

    @property
    def notebook(self) -> "NotebookNode | None":
        """The notebook as it ran; made anew each time, as few look at it and that takes milliseconds."""
        import nbformat  # slow to import

        return None if self.notebook_text is None else nbformat.from_dict(json.loads(self.notebook_text))


@dataclass
class Batch:
    """The outcomes ordered by student; `stopped` says why not all were graded, empty when they were."""

    outcomes: list[GradedSubmission] = field(default_factory=list)
    stopped: str = ""
    is_interrupted: bool = False


def grade_many(
    submissions: Sequence[Submission],
    course: Course,
    *,
    seed: int,
    jobs: int = 1,
    on_start: Callable[[Submission], Any] = lambda submission: None,
    on_done: Callable[[GradedSubmission], Any] = lambda outcome: None,
    meanwhile: Callable[[], Any] = lambda: None,
    earlier: Callable[[Submission], GradedSubmission | None] = lambda submission: None,
    secret: Iterable[Path] = (),
    keep_notebooks: bool = True,
    grader: Grader | None = None,
) -> Batch:
    """Grade submissions in `jobs` worker processes.

    Before several submissions the engine answers its questions from the reference once, for all workers.

    on_start, on_done: hear of each submission as its grading starts, and as soon as it is done
    meanwhile: is called while the sandbox starts, if one has to, for what the caller has to get ready itself
    earlier: gives the outcome of a submission that need not be graded again
    secret: files beside the course and the submissions that students' code must not see, such as a gradebook
    keep_notebooks: without, only `on_done` gets them; a class of notebooks takes a lot of memory

    Ctrl-C and a machine that cannot grade (CannotGrade) stop the batch; what is done is kept. The
    engine enforces its own limits; should it hang itself, its worker is killed after twice the time
    that a submission may take and START_SECONDS. CourseError when an assignment has no release.
    """
    max_scores = {id: course.max_score(id) for id in {submission.assignment for submission in submissions}}
    pool = _Pool(course, seed, grader or _engine, max_scores, on_start)
    batch = Batch()

    def done(outcome: GradedSubmission) -> None:
        batch.outcomes.append(outcome if keep_notebooks else replace(outcome, notebook_text=None))
        on_done(outcome)

    try:
        to_do = []
        for submission in submissions:
            known = earlier(submission)
            if known:
                done(known)
            else:
                to_do.append(submission)
        if to_do and grader is None:
            warm_up(course, {submission.assignment for submission in to_do})
            _prove_sandbox(course, [*(submission.path for submission in to_do), *secret])
        prepared = (
            {submission.assignment for submission in to_do} if len(to_do) > 1 and grader is None else ()
        )
        pool.give([_Preparation(id, part, jobs) for id in sorted(prepared) for part in range(jobs)], jobs)
        if to_do:
            meanwhile()
        pool.finish()
        pool.give(to_do, jobs)
        pool.finish(done)
    except KeyboardInterrupt:
        batch.stopped, batch.is_interrupted = "interrupted", True
    except _CannotGo as error:
        batch.stopped = str(error)
    finally:
        pool.close()
    batch.outcomes.sort(key=lambda outcome: outcome.submission)
    return batch


def warm_up(course: Course, assignments: Iterable[str]) -> None:
    """Start the warm servers of some assignments, and what workers are forked from; returns before they are up.

    Worth calling early where there is something else to do before `grade_many`, which does it too.
    """
    from autograder.sandbox import choice  # slow to import
    from autograder.sandbox.warm import servers

    choice.require(course.require_sandbox)
    with suppress(SandboxUnavailable):  # the first worker will say so
        for framework in sorted({course.assignment(assignment).framework for assignment in assignments}):
            servers.share(framework, course.root)
    _start_fork_server()


def _prove_sandbox(course: Course, secret: Iterable[Path]) -> None:
    """Raises _CannotGo when student code would see what it must not."""
    from autograder.sandbox.proof import ensure_blind

    try:
        ensure_blind(course.root, secret)
    except SandboxUnavailable as error:
        raise _CannotGo(str(error)) from None


def _start_fork_server() -> None:
    """Start the process that workers are forked from, which imports the engine once for all of them.

    A plain fork would take over the threads and locks of whatever runs here, and a fresh interpreter
    imports for seconds.
    """
    forkserver.set_forkserver_preload(["autograder.batch.preload"])
    # numpy's threads would take the cores that sandboxes need: they spin while they wait for the next product.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with without_current_folder(), _scratch():
        resource_tracker.ensure_running()  # which the server starts too, and which undoes _deaf
        with _deaf():
            forkserver.ensure_running()


@contextmanager
def _scratch() -> Iterator[None]:
    """Temporary files that are made in this block lie in the folder of the run, which goes with it."""
    before, tempfile.tempdir = tempfile.tempdir, str(scratch.folder())
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started in this block hears no signal that asks for the end, which is this process's business."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _engine(data: bytes, assignment: str, student: str, course: Course, *, seed: int) -> "Graded":
    from autograder.grading.grader import grade_submission  # only workers pay for importing the engine

    return grade_submission(data, assignment, student, course, seed=seed)


class _CannotGo(Exception):
    """This machine cannot grade; the message says why."""


@dataclass(frozen=True)
class _Preparation:
    """The task of having the reference answer a part of all questions about an assignment, for all workers."""

    assignment: str
    part: int
    parts: int


@dataclass
class _Job:
    task: Submission | _Preparation
    attempts: int = 0


_RETRY = object()  # what comes of a job that deserves another attempt


class _Pool:
    """Workers that are given one task at a time over a pipe each, and replaced when they are lost."""

    def __init__(
        self,
        course: Course,
        seed: int,
        grader: Grader,
        max_scores: dict[str, float],
        on_start: Callable[[Submission], Any],
    ) -> None:
        self.course, self.seed, self.grader, self.max_scores = course, seed, grader, max_scores
        self.on_start = on_start
        self.waiting: deque[_Job] = deque()
        self.jobs = 1
        self.idle: list[_Worker] = []
        self.busy: dict[Connection, tuple[_Worker, _Job]] = {}

    def give(self, tasks: Iterable[Submission | _Preparation], jobs: int) -> None:
        """Begin to have some tasks done, so many at a time."""
        self.waiting.extend(_Job(task) for task in tasks)
        self.jobs = max(jobs, 1)
        self._keep_busy()

    def finish(self, done: Callable[[GradedSubmission], Any] = lambda outcome: None) -> None:
        """Have all that was given done; `done` hears what came of each submission."""
        while self.busy:
            for worker, job in self._finished():
                result = self._result(worker, job)
                if result is _RETRY:
                    self.waiting.appendleft(job)
                self._keep_busy()  # first: to record a grade takes time, too
                if isinstance(result, GradedSubmission):
                    done(result)

    def close(self) -> None:
        for worker in [*self.idle, *(worker for worker, _ in self.busy.values())]:
            worker.kill()

    def _keep_busy(self) -> None:
        while self.waiting and len(self.busy) < self.jobs:
            self._start(self.waiting.popleft())

    def _start(self, job: _Job) -> None:
        worker = self.idle.pop() if self.idle else _Worker(self.course, self.seed, self.grader)
        job.attempts += 1
        self.busy[worker.connection] = worker, job
        worker.ask(job.task, self._seconds(job))
        if isinstance(job.task, Submission):
            self.on_start(job.task)

    def _seconds(self, job: _Job) -> float:
        """The time after which a worker is given up, on a busy machine too; the reference has more, as the engine does."""
        allowed = 2 + MOST_WITHHELD if isinstance(job.task, Submission) else 12
        return allowed * self.course.limits.all_seconds + START_SECONDS

    def _finished(self) -> list[tuple["_Worker", _Job]]:
        """Workers that answered, died or ran out of time, with their jobs; waits for the first."""
        deadline = min(worker.deadline for worker, _ in self.busy.values())
        ready = set(wait(list(self.busy), max(0, deadline - time.monotonic())))
        late = {c for c, (worker, _) in self.busy.items() if worker.deadline <= time.monotonic()}
        return [self.busy.pop(connection) for connection in list(self.busy) if connection in ready | late]

    def _result(self, worker: "_Worker", job: _Job) -> Any:
        """What came of a job: a GradedSubmission, None for a preparation, or _RETRY. Raises _CannotGo."""
        try:
            answer = worker.answer()
        except TimeoutError:
            worker.kill()
            return self._lost(job, f"grading was stopped after {self._seconds(job):.0f} s")
        except (EOFError, OSError):
            worker.kill()
            if job.attempts < ATTEMPTS:
                return _RETRY
            return self._lost(job, f"the grader died {ATTEMPTS} times over this submission")
        self.idle.append(worker)
        match answer:
            case ("graded", grade, notebook, digest):
                return GradedSubmission(job.task, grade, notebook, digest)
            case ("prepared",):
                return None
            case ("rejected", reason):
                return self._ungraded(job.task, "rejected", reason)
            case ("cannot", reason):
                raise _CannotGo(reason)
            case ("failed", error):
                return self._lost(job, f"the grader itself failed ({error})")

    def _lost(self, job: _Job, reason: str) -> GradedSubmission:
        if isinstance(job.task, _Preparation):
            raise _CannotGo(f"{reason}: the reference solution of {job.task.assignment}")
        return self._ungraded(job.task, "needs_manual_grade", f"{reason}; it needs grading by hand")

    def _ungraded(self, submission: Submission, status: GradeStatus, reason: str) -> GradedSubmission:
        grade = Grade(
            assignment=submission.assignment,
            student=submission.student,
            status=status,
            reason=reason,
            score=0,
            max_score=self.max_scores[submission.assignment],
            seconds=0,
        )
        return GradedSubmission(submission, grade)


class _Worker:
    """A process that grades what it is asked, and the pipe to it."""

    def __init__(self, course: Course, seed: int, grader: Grader) -> None:
        _start_fork_server()
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        with without_current_folder():
            environment = {**os.environ, scratch.VARIABLE: str(scratch.folder())}
            self.process = context.Process(target=_serve, args=(theirs, environment, course, seed, grader))
            self.process.start()
        theirs.close()
        self.deadline = float("inf")

    def ask(self, task: Submission | _Preparation, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        with suppress(OSError):  # a dead worker is noticed when its answer is read
            self.connection.send(task)

    def answer(self) -> tuple:
        """The answer that is there; TimeoutError when there is none, EOFError or OSError when it died."""
        if not self.connection.poll():
            raise TimeoutError
        return self.connection.recv()

    def kill(self) -> None:
        """End the worker and what it started in its process group; its sandbox dies with it."""
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(self.process.pid) == self.process.pid:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


def _serve(
    connection: Connection, environment: dict[str, str], course: Course, seed: int, grader: Grader
) -> None:
    """The worker's side: do what is asked until the pipe closes."""
    # The server's environment is as old as the server; what the engine put there since is for workers.
    os.environ.clear()
    os.environ.update(environment)
    os.setsid()  # a terminal's Ctrl-C is the parent's business
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with faults_in_a_line():
        try:
            while True:
                connection.send(_answer(connection.recv(), course, seed, grader))
        except (EOFError, OSError):  # nobody waits for an answer any more
            return
        except Exception as error:
            complain(kept(error))


def _end_with_parent() -> None:
    """A killed grader closes no pipe that a busy worker looks at, and a lost warm server it would replace by its own."""
    wait([multiprocessing.parent_process().sentinel])
    os.killpg(0, signal.SIGKILL)


def _answer(task: Submission | _Preparation, course: Course, seed: int, grader: Grader) -> tuple:
    """What came of a task, as plain values; see `_Pool._result`."""
    from autograder.grading.grader import prepare

    try:
        if isinstance(task, _Preparation):
            prepare(task.assignment, course, seed=seed, part=task.part, parts=task.parts)
            return ("prepared",)
        data = task.read(course.limits.notebook_mib)
        graded = grader(data, task.assignment, task.student, course, seed=seed)
    except Unreadable as error:
        return "rejected", str(error)
    except CannotGrade as error:
        return "cannot", str(error)
    except Exception as error:  # the grader's own fault must not cost the class its grades
        complain(kept(error))
        return "failed", type(error).__name__
    text = None if graded.notebook is None else json.dumps(graded.notebook)
    return "graded", _with_notes(graded.grade, task), text, task.digest(data)


def _with_notes(grade: Grade, submission: Submission) -> Grade:
    noted = grade.model_copy()  # which cleans nothing, as an assignment does
    noted.reason = "; ".join(filter(None, [grade.reason, *submission.notes()]))
    return noted
