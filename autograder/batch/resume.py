"""Grades kept on disk, so that `autograder grade --resume` grades only what has changed.

Every run keeps the grade of each submission as it comes, in `.cache/grades/<assignment>/`: a file per student,
with the graded notebook, the seed, and a digest of all that decides the mark. It replaces that student's
earlier one. A file that cannot be read, or is not what it should be, is as good as none.
"""

import hashlib
import json
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

import autograder
import labkit
from autograder.batch.pool import GradedSubmission
from autograder.batch.submissions import Submission, Unreadable
from autograder.course import Course
from autograder.files import try_folder, write_whole
from autograder.model import Grade

FINAL = ("graded", "rejected")  # what a grader's error left to a person is tried again


class _Kept(BaseModel):
    """What a file holds.

    made_from: the digest of all that decides the mark, but for the seed
    notebook: its text, as most are never looked at again
    """

    model_config = ConfigDict(extra="forbid")

    made_from: str
    seed: int
    grade: Grade
    notebook: str | None


def cache_problem(course: Course) -> str:
    """Why nothing can be kept for later runs, neither grades nor the reference's answers; empty when it can."""
    folder = course.root / ".cache"
    try:
        try_folder(folder)
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror}): nothing is kept for later runs or --resume"
    return ""


class KeptGrades:
    """The kept grades of a course.

    problems: what could not be read or written, in words for the instructor, a line for all of a kind
    """

    def __init__(self, course: Course, submissions: Iterable[Submission]) -> None:
        self.course = course
        problem = cache_problem(course)
        self.problems, self._is_writable = [problem] if problem else [], not problem
        assignments = {submission.assignment for submission in submissions}
        self._circumstances = {assignment: circumstances(course, assignment) for assignment in assignments}

    def seed(self, submissions: Sequence[Submission]) -> int | None:
        """The seed that most of these were graded with, as they are now; None when none has a kept grade."""
        seeds = Counter(kept.seed for kept in map(self._read, submissions) if kept)
        return seeds.most_common(1)[0][0] if seeds else None

    def outcome(self, submission: Submission, seed: int) -> GradedSubmission | None:
        """What came of a submission with this seed; None when it, or what else decides its mark, has changed."""
        kept = self._read(submission)
        if kept is None or kept.seed != seed:
            return None
        return GradedSubmission(submission, kept.grade, kept.notebook, is_earlier=True)

    def keep(self, outcome: GradedSubmission, seed: int) -> None:
        """Keep what a run has come to, or that it has come to nothing final."""
        submission, path = outcome.submission, self._path(outcome.submission)
        if not self._is_writable:
            return
        try:
            if not outcome.digest or outcome.grade.status not in FINAL:
                path.unlink(missing_ok=True)
            elif self._circumstances[submission.assignment] == circumstances(
                self.course, submission.assignment
            ):  # else a file was edited while it was graded, and nobody knows what it was graded by
                made_from = self._made_from(submission, outcome.digest)
                kept = {"made_from": made_from, "seed": seed, "grade": outcome.grade.model_dump()}
                write_whole(path, json.dumps({**kept, "notebook": outcome.notebook_text}).encode())
        except OSError as error:
            self._note(f"cannot be written ({error.strerror}): --resume will grade it again", path)

    def _read(self, submission: Submission) -> _Kept | None:
        """What is kept of a submission, if it was made from all that decides its mark today."""
        path = self._path(submission)
        try:
            kept = _Kept.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            self._note("is no grade that was kept, and is not used", path)
            return None
        try:
            data = submission.read(self.course.limits.notebook_mib)
        except Unreadable:
            return None
        is_same = kept.made_from == self._made_from(submission, submission.digest(data))
        return kept if is_same and kept.grade.status in FINAL else None

    def _path(self, submission: Submission) -> Path:
        name = hashlib.sha256(submission.student.encode()).hexdigest()
        return self.course.root / ".cache" / "grades" / submission.assignment / f"{name}.json"

    def _made_from(self, submission: Submission, digest: str) -> str:
        parts = (self._circumstances[submission.assignment], submission.student, digest)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _note(self, problem: str, path: Path) -> None:
        if not any(known.endswith(problem) for known in self.problems):
            self.problems.append(f"{path} {problem}")


def circumstances(course: Course, assignment: str) -> str:
    """A digest of all that decides a mark beside the submission and the seed.

    The release and the reference, the code of the grader with this assignment's checks, what notebooks
    import, the limits, the feedback policy and the sandbox that is required, Python and the versions of all packages.
    """
    settings = [
        assignment,
        course.assignment(assignment).framework,
        course.limits.model_dump(),
        course.feedback.model_dump(),
        course.require_sandbox,
        sys.version,
        sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")),
    ]
    digest = hashlib.sha256(json.dumps(settings).encode())
    for path in [
        course.release_notebook(assignment),
        course.solution_notebook(assignment),
        *_code(course, assignment),
    ]:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(hashlib.sha256(str(path).encode()).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _code(course: Course, assignment: str) -> Iterator[Path]:
    """The files of this package, the assignment's checks, and what notebooks can read."""
    engine, public = Path(autograder.__file__).parent, Path(labkit.__file__).parent
    for folder in (engine, *course.checks(assignment), public, public.with_name("datasets")):
        for path in sorted(folder.rglob("*")):
            if path.parent.name != "__pycache__" and path.is_file():
                yield path
