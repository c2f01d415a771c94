"""What becomes of a submission when the sandbox itself fails."""

from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.errors import SandboxUnavailable
from autograder.grading.grader import CannotGrade, grade_submission
from autograder.grading.session import Session

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def grade():
    course = load_course(ROOT)
    release = course.release_notebook("vae").read_bytes()
    return lambda: grade_submission(release, "vae", "ada", course, seed=1).grade


def failing_from(monkeypatch, first: int) -> None:
    """Let each session's kernels fail to start from the given number on (counted from 0)."""
    start = Session._start

    async def _start(self):
        self.count = getattr(self, "count", -1) + 1
        if self.count >= first:
            self.failure = "no kernel could be started"
            raise SandboxUnavailable(self.failure)
        return await start(self)

    monkeypatch.setattr(Session, "_start", _start)


def test_a_machine_without_kernels_cannot_grade(monkeypatch, grade):
    failing_from(monkeypatch, 0)
    with pytest.raises(CannotGrade, match="no kernel could be started"):
        grade()


def test_a_kernel_missed_after_student_code_ran_is_for_a_person_and_ends_no_batch(monkeypatch, grade):
    failing_from(monkeypatch, 1)
    stop = Session.run

    def run(self):
        stop(self)
        if self._client and self.count == 0:
            self._runner.run(self._stop())  # as if the submission had lost its kernel
            stop(self)

    monkeypatch.setattr(Session, "run", run)
    result = grade()
    assert result.status == "needs_manual_grade"
    assert {check.status for check in result.checks} <= {"error", "skipped"}
